import type { Readable } from 'node:stream';
import type { SdkRow } from '../model/tables.ts';

/**
 * Looks for the SDKs' signatures in a stream. A signature with dots is also looked for with slashes, as a dex file
 * writes the names of classes. Adds what it finds to `found`; ids already there are not looked for again.
 */
export async function findSdks(stream: Readable, rows: readonly SdkRow[], found: Set<string>): Promise<void> {
  const needles = needlesOf(rows.filter(({ sdk }) => !found.has(sdk)));
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length - 1));
  let tail = Buffer.alloc(0);
  for await (const chunk of stream) {
    const text = Buffer.concat([tail, chunk as Buffer]);
    for (const { sdk, bytes } of needles) if (!found.has(sdk) && text.includes(bytes)) found.add(sdk);
    tail = text.subarray(Math.max(0, text.length - overlap));
  }
}

function needlesOf(rows: readonly SdkRow[]): { sdk: string; bytes: Buffer }[] {
  return rows.flatMap(({ sdk, signatures }) =>
    signatures.flatMap((signature) =>
      [...new Set([signature, signature.replaceAll('.', '/')])].map((text) => ({
        sdk,
        bytes: Buffer.from(text),
      })),
    ),
  );
}
