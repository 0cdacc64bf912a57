import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import { type LaterEvidence, judgeAgain } from '../../evidence/rejudge.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import { findTampering } from '../../evidence/tampering.ts';
import { Fault } from '../../model/fault.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { RunJudge } from './judge.ts';
import { caseDirOf } from './run-record.ts';
import { reportProgress } from '../progress.ts';
import { withRunLock } from '../run-lock.ts';
import { rewriteCase } from './rewriting.ts';

export interface EarlierCase {
  /** The folder of its run; undefined where the handset ledger does not have it. */
  folder: string | undefined;
  run: string;
  case: string;
}

/**
 * Judges a case of an earlier run again, with its late traffic, and rewrites that run's record, gate and seal. If that run has
 * not ended, only the case is judged, and its launcher is notified. A run that no longer exists, was changed, or was judged by
 * other rules stays unchanged.
 *
 * @returns the outcome, for the terminal
 * @throws {Fault} why the run stays unchanged
 */
export async function judgeEarlierCase(
  earlierCase: EarlierCase,
  later: LaterEvidence,
  judge: RunJudge,
): Promise<string> {
  const { folder } = earlierCase;
  if (folder === undefined || !existsSync(join(folder, 'run.json')))
    throw new Fault(`the folder of run ${earlierCase.run} cannot be found`);

  return await withRunLock(earlierCase.run, () => judgeInFolder(folder, earlierCase.case, later, judge));
}

async function judgeInFolder(
  folder: string,
  id: string,
  later: LaterEvidence,
  judge: RunJudge,
): Promise<string> {
  const run = await readRun(folder);
  const row = run.cases.find((planned) => planned.id === id);
  if (row?.state !== 'decided') throw new Fault(`case ${id} of run ${run.id} is not decided`);
  if (run.rules !== judge.rules)
    throw new Fault(`run ${run.id} was judged by rules that differ from the current ones`);
  if (run.finishedAt === null) {
    const record = await judgeAgain(caseDirOf(folder, id), later, judge);
    reportProgress(folder, { kind: 'case-judged-again', case: id, why: 'late traffic during a later run' });

    return `late traffic of ${id} in run ${run.id}: ${verdictChange(row.verdict, record.verdict)}; that run has not ended, and its run.json gets this verdict when it ends`;
  }
  const [complaint] = (await findTampering(folder, run)).complaints;
  if (complaint !== undefined)
    throw new Fault(`files of run ${run.id} were changed after the run: ${complaint}`);
  const before = row.verdict;
  const {
    record,
    run: { gate },
  } = await rewriteCase(folder, id, later, judge);

  return [
    `late traffic of ${id} in run ${run.id}: ${verdictChange(before, record.verdict)};`,
    `the gate of that run ${gate.passed ? 'passes' : `fails (${gate.exitCode})`};`,
    `the digest of that run is now sha256:${await readRunDigest(folder)}; make its reports again with: npx leakgate report ${folder}`,
  ].join(' ');
}

function verdictChange(before: Verdict | null, after: Verdict): string {
  return before === after
    ? `the verdict is still ${after}`
    : `the verdict was ${before ?? 'undecided'} and is now ${after}`;
}
