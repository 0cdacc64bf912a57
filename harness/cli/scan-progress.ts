import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { HarListener } from '../evidence/har-reader.ts';

/** How far the reading of a file is. */
export interface ScanProgress extends Required<Pick<HarListener, 'passed'>> {
  /** Told with every exchange. */
  tell(exchanges: number): void;
}

const PROGRESS_MS = 2000;

/** Tells a person now and then how far the reading of a file is, on stderr; nobody where nobody looks. */
export async function startProgress(file: string, doing: string): Promise<ScanProgress> {
  const isWatched = process.stderr.isTTY;
  const size = isWatched ? await sizeOf(file) : 0;
  let read = 0;
  let told = performance.now();

  return {
    passed: (bytes) => (read = bytes),
    tell(exchanges) {
      if (!isWatched || performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      const share = size > 0 ? `${Math.floor((read / size) * 100)} %, ` : '';
      process.stderr.write(`${relative(process.cwd(), file)}: ${share}${exchanges} exchanges ${doing}\n`);
    },
  };
}

/** Bytes of a file; 0 where that cannot be said: reading it will say what is wrong. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
