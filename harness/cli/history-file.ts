import { resolve } from 'node:path';
import { readRunDigest } from '../evidence/run-digest.ts';
import { invariant } from '../model/fault.ts';
import type { Run } from '../model/run.ts';
import { openHistory, type RunHistory } from '../report/reports.ts';

const VARIABLE = 'LEAKGATE_HISTORY';

/** The environment in which WebdriverIO's process adds its run to a history. */
export function environmentOfHistory(file: string | undefined): Record<string, string> {
  return file === undefined ? {} : { [VARIABLE]: file };
}

/** The history that the run of this process is added to; undefined without one. */
export function historyFileOfThisRun(): string | undefined {
  const file = process.env[VARIABLE];

  return file === undefined || file === '' ? undefined : resolve(file);
}

/**
 * The history that `leakgate report --history` adds a run to; undefined without the option.
 * @throws {Fault} for a run that has not ended, for evidence that was changed, and for a file that is no history
 */
export async function historyFor(
  runDir: string,
  run: Run,
  file: string | undefined,
  wasChanged: boolean,
): Promise<RunHistory | undefined> {
  if (file === undefined) return undefined;
  invariant(
    run.finishedAt !== null && run.gate !== null,
    `the run ${run.id} has not ended, so it cannot be added to a history`,
    'wait until it has ended, or leave --history out',
  );
  invariant(
    !wasChanged,
    `the evidence of the run ${run.id} was changed after the run, so it is not added to a history`,
    'leave --history out to make the reports alone',
  );

  return openHistory(resolve(file), run, await readRunDigest(runDir));
}
