import { join } from 'node:path';
import { type Independence, judgeAgain } from '../../evidence/rejudge.ts';
import { reasonOf } from '../../model/fault.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { Policy } from '../../model/evidence.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { RunJudge } from './judge.ts';
import { withDecided } from './run-record.ts';

/** What a case of a run must repeat of the run's experiments. */
interface Notes {
  row: RunCase;
  independent: readonly Independence[];
}

/**
 * The run whose clean cases say that an experiment found nothing that depends on the page: cases of the same release, mode and
 * handset. Each is judged again. If this fails, the case stays as it was.
 */
export async function withIndependence<R extends Run>(
  runDir: string,
  run: R,
  judge: RunJudge,
  print: (text: string) => void,
): Promise<R> {
  let noted = run;
  for (const { row, independent } of outdatedNotes(run, judge.policy)) {
    const dir = join(runDir, row.evidence);
    try {
      noted = withDecided(noted, row.id, await judgeAgain(dir, { independent }, judge));
    } catch (error) {
      print(`${row.id} could not be judged again with the result of the experiment: ${reasonOf(error)}`);
    }
  }

  return noted;
}

/** The cases whose notes are not what the experiments of the run say now: a case may have leaked since, or an experiment. */
export function outdatedNotes(run: Pick<Run, 'cases'>, policy: Pick<Policy, 'reasons'>): Notes[] {
  return run.cases.flatMap((row) => {
    if (row.state !== 'decided') return [];
    const independent = independenceOf(row, run, policy);
    const notes = row.reasons.filter(({ code }) => code === 'independent-of-page');
    const isCurrent =
      notes.length === independent.length &&
      notes.every(({ text }, at) => {
        const said = independent[at];

        return said !== undefined && text.includes(`(${said.case})`) && text.includes(said.detail);
      });

    return isCurrent ? [] : [{ row, independent }];
  });
}

/** What the experiments of a run say for one of its cases. An experiment that is undecided for another reason says nothing. */
export function independenceOf(
  row: RunCase,
  run: Pick<Run, 'cases'>,
  policy: Pick<Policy, 'reasons'>,
): Independence[] {
  if (row.verdict !== 'clean') return [];
  const voids = new Set<string>(
    policy.reasons.filter(({ weight }) => weight === 'voids').map(({ code }) => code),
  );

  return run.cases.flatMap((other) => {
    const isSame =
      other.id !== row.id &&
      other.release.sha256 === row.release.sha256 &&
      nameOfMode(other.mode) === nameOfMode(row.mode) &&
      other.handset === row.handset;
    if (!isSame || other.verdict !== 'inconclusive') return [];
    const [shown, ...rest] = other.reasons.filter(({ code }) => voids.has(code));

    return shown?.code === 'dependence-not-shown' && rest.length === 0
      ? [{ case: other.id, detail: shown.text.replace(/\.$/, '') }]
      : [];
  });
}
