import { open } from 'node:fs/promises';
import { textChunksOf } from './har-file.ts';
import { Fault } from '../model/fault.ts';

/** What the first bytes of a file show: a HAR, a recording or an archive that is not read (`unread`), or neither. */
export type FileKind = 'har' | { unread: string } | undefined;

/** Files that are not read, although they may contain traffic: what they are, their first bytes, and where these are. */
const NOT_READ: readonly [what: string, bytes: string, at?: number][] = [
  ['a ZIP archive', 'PK\u0003\u0004'],
  ['a tar archive', 'ustar', 257],
  ['a 7z archive', '7z\u00bc\u00af\u0027\u001c'],
  ['a RAR archive', 'Rar!\u001a\u0007'],
  ['compressed with xz', '\u00fd7zXZ\u0000'],
  ['compressed with bzip2', 'BZh'],
  ['a packet capture', '\u00d4\u00c3\u00b2\u00a1'],
  ['a packet capture', '\u00a1\u00b2\u00c3\u00d4'],
  ['a packet capture', '\n\r\r\n'],
];
/** ZIP archives that are programs, documents or books. */
const NO_RECORDING =
  /\.(?:apk[sm]?|xapk|aab|aar|jar|ipa|xpi|crx|vsix|whl|nupkg|docx|xlsx|pptx|od[tsp]|epub)$/i;
/** Bytes. */
const START_BYTES = 512;
/** Characters of a JSON text in which a HAR has the key `log` and another of its keys. */
const HAR_START = 64 * 1024;

/** @throws {Fault} where the file cannot be read */
export async function kindOfFile(file: string): Promise<FileKind> {
  const start = await startOf(file);
  const unread = unreadOf(start);
  if (unread !== undefined) return NO_RECORDING.test(file) ? undefined : { unread };
  if (
    !/^(?:\s*\{|\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff|\u001f\u008b|x|\u0028\u00b5\u002f\u00fd)/.test(
      start,
    )
  )
    return undefined;
  const content = await firstChunkOf(file);
  if (typeof content === 'object') return start.startsWith('x') ? undefined : content;
  const unreadInside = unreadOf(content);
  if (unreadInside !== undefined) return { unread: `${unreadInside}, compressed` };

  return isHar(content) ? 'har' : undefined;
}

/** One character for each byte. */
async function startOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);

    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function unreadOf(start: string): string | undefined {
  return NOT_READ.find(([, bytes, at = 0]) => start.startsWith(bytes, at))?.[0];
}

/** The decompressed start, with one character for each byte; or why there is none. */
async function firstChunkOf(file: string): Promise<string | { unread: string }> {
  try {
    for await (const chunk of textChunksOf(file)) return chunk.toString('latin1', 0, HAR_START);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;

    return { unread: 'compressed, and cannot be decompressed' };
  }

  return '';
}

function isHar(start: string): boolean {
  return (
    /^\s*\{/.test(start) &&
    /"log"\s*:\s*\{/.test(start) &&
    /"(?:version|creator|browser|pages|entries)"\s*:/.test(start)
  );
}
