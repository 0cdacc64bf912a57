import type { Readable } from 'node:stream';
import { readEntries } from './zip.ts';

/** Whether a file of an APK may contain code: dex files and assets. */
export function mayCarryCode(name: string): boolean {
  return /^classes\d*\.dex$|^assets\/.*[^/]$/.test(name);
}

/** An SDK, and the strings of which one in an APK proves that the APK contains it. */
export interface SdkSignatures {
  id: string;
  apk?: { signatures: readonly string[] } | undefined;
}

/**
 * Searches a stream for SDK signatures. A signature with dots is also searched with slashes, as a dex file writes class
 * names. Adds ids to `found`; ids that it already has are not searched again.
 */
export async function findSdks(
  stream: Readable,
  sdks: readonly SdkSignatures[],
  found: Set<string>,
): Promise<void> {
  const needles = sdks
    .filter(({ id }) => !found.has(id))
    .flatMap(({ id, apk }) => spellings(apk?.signatures ?? []).map((bytes) => ({ id, bytes })));
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length - 1));
  let tail = Buffer.alloc(0);
  for await (const chunk of stream) {
    const text = Buffer.concat([tail, chunk as Buffer]);
    for (const { id, bytes } of needles) if (!found.has(id) && text.includes(bytes)) found.add(id);
    tail = text.subarray(Math.max(0, text.length - overlap));
  }
}

/** Whether the code of an APK contains one of the marks, such as `com.xiaomi.`. */
export async function containsMark(file: string, marks: readonly string[]): Promise<boolean> {
  const found = new Set<string>();
  for await (const entry of readEntries(file)) {
    if (mayCarryCode(entry.name))
      await findSdks(await entry.open(), [{ id: 'mark', apk: { signatures: marks } }], found);
    if (found.size > 0) return true;
  }

  return false;
}

function spellings(signatures: readonly string[]): Buffer[] {
  const texts = signatures.flatMap((signature) => [signature, signature.replaceAll('.', '/')]);

  return [...new Set(texts)].map((text) => Buffer.from(text));
}
