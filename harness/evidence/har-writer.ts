import writeFileAtomic from 'write-file-atomic';
import type { HarEntry, HarLog } from '../model/har.ts';

/** Entries as a HAR 1.2 document. */
export function harOf(entries: readonly HarEntry[], creator: { version: string }): HarLog {
  return {
    log: { version: '1.2', creator: { name: 'Leakgate', version: creator.version }, entries: [...entries] },
  };
}

/** Writes entries as HAR 1.2, atomically. */
export async function writeHar(file: string, entries: readonly HarEntry[]): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(harOf(entries, { version: '1' }), null, 1)}\n`);
}
