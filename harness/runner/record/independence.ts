import { join } from 'node:path';
import { type Independence, type Judge, judgeAgain } from '../../evidence/rejudge.ts';
import { reasonOf } from '../../model/fault.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { TiedJudgement } from '../../verdict/index.ts';
import { withDecided } from './run-record.ts';

/**
 * The run whose clean cases say that an experiment found nothing that depends on the page: cases of the same release, mode and
 * handset. Each is judged again. If this fails, the case stays as it was.
 */
export async function withIndependence<R extends Run>(
  runDir: string,
  run: R,
  judge: Judge<TiedJudgement>,
  print: (text: string) => void,
): Promise<R> {
  let noted = run;
  for (const row of run.cases) {
    const independent = independenceOf(row, run);
    if (row.verdict !== 'clean' || independent.length === 0) continue;
    const dir = join(runDir, row.evidence);
    try {
      noted = withDecided(noted, row.id, await judgeAgain(dir, { independent }, judge));
    } catch (error) {
      print(`${row.id} could not be judged again with the result of the experiment: ${reasonOf(error)}`);
    }
  }

  return noted;
}

/** What the experiments of a run say for one of its cases. */
export function independenceOf(row: RunCase, run: Pick<Run, 'cases'>): Independence[] {
  return run.cases.flatMap((other) => {
    const isSame =
      other.id !== row.id &&
      other.release.sha256 === row.release.sha256 &&
      nameOfMode(other.mode) === nameOfMode(row.mode) &&
      other.handset === row.handset;
    const detail = other.reasons.find(({ code }) => code === 'dependence-not-shown')?.text;

    return isSame && detail !== undefined ? [{ case: other.id, detail: detail.replace(/\.$/, '') }] : [];
  });
}
