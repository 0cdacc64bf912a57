import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { counted } from '../model/counted.ts';

/** One file in an APK; call `open()` before requesting the next entry. */
export interface ZipEntry {
  name: string;
  size: number;
  open(): Promise<Readable>;
}

/** Iterates over the files in a zip, in the order of its directory. Throws yauzl's error for a broken zip. */
export async function* readEntries(file: string): AsyncGenerator<ZipEntry> {
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

/** The content of an entry. @throws {Error} if its declared or actual size is above `limit` bytes */
export async function readEntry(entry: ZipEntry, limit: number): Promise<Buffer> {
  if (entry.size > limit)
    throw new Error(
      `the file ${entry.name} has ${counted(entry.size, 'byte')}; the limit is ${counted(limit, 'byte')}`,
    );
  const chunks: Buffer[] = [];
  for await (const chunk of await entry.open()) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks);
}
