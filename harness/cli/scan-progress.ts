import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { HarListener } from '../evidence/har-reader.ts';
import { counted } from '../model/counted.ts';

/** Shows how much of a file was read. */
export interface ScanProgress extends Required<Pick<HarListener, 'onBytesRead'>> {
  /** Called after every exchange with the number of exchanges so far. */
  showProgress(exchanges: number): void;
}

const PROGRESS_MS = 2000;

/** Shows progress on stderr, if that is a terminal. */
export async function startProgress(file: string): Promise<ScanProgress> {
  const isTerminal = process.stderr.isTTY;
  const size = isTerminal ? await sizeOf(file) : 0;
  let read = 0;
  let lastShown = performance.now();

  return {
    onBytesRead: (bytes) => (read = bytes),
    showProgress(exchanges) {
      if (!isTerminal || performance.now() - lastShown < PROGRESS_MS) return;
      lastShown = performance.now();
      const share = size > 0 ? `${Math.floor((read / size) * 100)} %, ` : '';
      process.stderr.write(
        `${relative(process.cwd(), file)}: ${share}${counted(exchanges, 'exchange')} searched\n`,
      );
    },
  };
}

/** Size of a file in bytes; 0 if unknown: reading the file reports the error. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
