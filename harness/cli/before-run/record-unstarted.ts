import { writeRun } from '../../evidence/folders.ts';
import { counted } from '../../model/counted.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import { withDigests } from '../../runner/record/run-evidence.ts';
import { endRun, plannedRun } from '../../runner/record/run-record.ts';
import { toolVersions } from '../../runner/project.ts';
import { readReasons } from '../../runner/tables.ts';
import { undecided } from '../../verdict/index.ts';
import type { Problem } from './problem.ts';

/**
 * Writes the record of a run that did not start: no case was run, and the gate has failed for each obstacle. What was expected is
 * left out, because the expectations may be what is broken.
 */
export async function recordUnstarted(
  runDir: string,
  plan: Plan,
  obstacles: readonly Problem[],
): Promise<Run> {
  const reasons = await readReasons();
  const [first, ...more] = obstacles;
  // The failures of the gate name each obstacle with its fix; a case names the first one.
  const why = `${first?.what ?? ''}${more.length > 0 ? `, and ${counted(more.length, 'more fault')}` : ''}`;
  const ended = endRun(plannedRun(plan, toolVersions(null), []), {
    expectations: [],
    fault: true,
    reasonNotRun: () => undecided('not-run', { why }, { reasons }),
  });
  const failures = obstacles.map(({ what, fix }) => ({
    case: 'before the run',
    why: fix === null ? what : `${what}. Fix: ${fix}`,
  }));
  const run = await withDigests(runDir, {
    ...ended,
    gate: { ...ended.gate, failures: [...failures, ...ended.gate.failures] },
  });
  await writeRun(runDir, run);

  return run;
}
