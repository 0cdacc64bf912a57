import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { HarListener } from '../evidence/har-reader.ts';
import { counted } from '../model/counted.ts';
import { type ProgressLine, startProgressLine } from './progress-line.ts';

/** Shows how much of a file was read. */
export interface ScanProgress extends Required<Pick<HarListener, 'onBytesRead'>> {
  /** Called after every exchange with the number of exchanges so far. */
  showProgress(exchanges: number): void;
  /** Removes what was shown; called once the file is read. */
  end(): void;
}

/** Shows progress on stderr, if that is a terminal. */
export async function startProgress(
  file: string,
  line: ProgressLine = startProgressLine(),
): Promise<ScanProgress> {
  const size = await sizeOf(file);
  let read = 0;

  return {
    onBytesRead: (bytes) => (read = bytes),
    showProgress(exchanges) {
      const share = size > 0 ? `${Math.floor((read / size) * 100)} %, ` : '';
      line.show(`${relative(process.cwd(), file)}: ${share}${counted(exchanges, 'exchange')} searched`);
    },
    end: () => line.clear(),
  };
}

/** Size of a file in bytes; 0 if unknown: reading the file reports the error. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
