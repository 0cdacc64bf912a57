import type { ExitCode } from '../model/exit.ts';
import { Fault } from '../model/fault.ts';

export interface CompareOptions {
  release: string[];
  json?: boolean;
}

/** `leakgate compare`: not built yet, and says so. */
export function compare(_runs: readonly string[], _options: CompareOptions): Promise<ExitCode> {
  return Promise.reject(
    new Fault('compare is not built yet', {
      fix: 'hold the run.json or the reports of the two releases side by side',
    }),
  );
}
