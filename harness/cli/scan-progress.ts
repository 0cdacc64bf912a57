import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { HarListener } from '../evidence/har-reader.ts';
import { counted } from '../model/counted.ts';

/** Progress of reading a file. */
export interface ScanProgress extends Required<Pick<HarListener, 'onBytesRead'>> {
  /** Called for every exchange. */
  tell(exchanges: number): void;
}

const PROGRESS_MS = 2000;

/** Shows on stderr how far the reading is, where stderr is a terminal. */
export async function startProgress(file: string): Promise<ScanProgress> {
  const isWatched = process.stderr.isTTY;
  const size = isWatched ? await sizeOf(file) : 0;
  let read = 0;
  let lastShown = performance.now();

  return {
    onBytesRead: (bytes) => (read = bytes),
    tell(exchanges) {
      if (!isWatched || performance.now() - lastShown < PROGRESS_MS) return;
      lastShown = performance.now();
      const share = size > 0 ? `${Math.floor((read / size) * 100)} %, ` : '';
      process.stderr.write(
        `${relative(process.cwd(), file)}: ${share}${counted(exchanges, 'exchange')} searched\n`,
      );
    },
  };
}

/** Size of a file in bytes; 0 where unknown: reading the file reports the error. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
