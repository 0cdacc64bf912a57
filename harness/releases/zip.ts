import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** One file in an APK; `open()` may be called until the next entry is asked for. */
export interface ZipEntry {
  name: string;
  size: number;
  open(): Promise<Readable>;
}

/** The files in a zip, in the order of its directory, one at a time. Throws what yauzl throws for a broken one. */
export async function* entriesOf(file: string): AsyncGenerator<ZipEntry> {
  const zip: ZipFile = await openPromise(file, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
      yield {
        name: entry.fileName,
        size: entry.uncompressedSize,
        open: async () => await zip.openReadStreamPromise(entry),
      };
    }
  } finally {
    zip.close();
  }
}

/** The whole of an entry. Refuses one that says it is, or turns out, larger than `limit` bytes. */
export async function readEntry(entry: ZipEntry, limit: number): Promise<Buffer> {
  if (entry.size > limit)
    throw new Error(`${entry.name} has ${entry.size} bytes; ${limit} is the most that is read`);
  const chunks: Buffer[] = [];
  for await (const chunk of await entry.open()) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks);
}
