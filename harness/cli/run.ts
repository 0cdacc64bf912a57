import { join } from 'node:path';
import { readRun, writePlan } from '../evidence/folders.ts';
import { counted } from '../model/counted.ts';
import type { DryRun } from '../model/dry-run.ts';
import type { ExitCode } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import type { Plan } from '../model/plan.ts';
import { readHistory } from '../report/reports.ts';
import { keepRules } from '../runner/rules.ts';
import { type CheckedReleases, type CheckedRun, checkRun } from './before-run/check-run.ts';
import { dryRunEnd, dryRunLines, dryRunOf } from './before-run/dry-run.ts';
import { type Problem, problemLines } from './before-run/problem.ts';
import { stricterCode } from './history-gate.ts';
import { makeFolder } from '../evidence/make-folder.ts';
import { expectationsFileOf, handsetsOf, historyFileOf, type RunOptions } from './run-options.ts';
import { runPlanned } from './run-planned.ts';

export type { RunOptions } from './run-options.ts';

/** `leakgate run`: checks everything first, then runs the plan. */
export async function run(options: RunOptions): Promise<ExitCode> {
  const { code, runDir, dryRun } = await checkAndRun(options);
  if (dryRun) printDryRun(dryRun, options.json === true);
  else if (options.json && runDir !== undefined)
    process.stdout.write(`${JSON.stringify(await readRun(runDir), null, 2)}\n`);

  return code;
}

/** What came out of a run, or of the checks before it. */
export interface RunResult {
  /** The gate's exit code; 3 if the run did not start; of a dry run 3 if it found a fault, else 0. */
  code: ExitCode;
  /** Undefined if none was written. */
  runDir: string | undefined;
  dryRun?: DryRun;
}

/**
 * Checks a run, and unless it is a dry run or something is wrong writes the plan and runs WebdriverIO in its own process group.
 * @param beforeStart called once the checks have passed, before anything starts
 */
export async function checkAndRun(
  options: RunOptions,
  releases?: CheckedReleases,
  beforeStart?: () => Promise<void>,
): Promise<RunResult> {
  const checked = await checkRun(options, showProblems, releases);
  const { plan, runDir, problems } = checked;
  if (options.dryRun) {
    const dryRun = dryRunOf(checked, handsetsOf(options));

    return { code: problems.length === 0 ? 0 : 3, runDir: undefined, dryRun };
  }
  const obstacles = problems.filter(({ stopsRun }) => stopsRun);
  if (obstacles.length > 0) return reportUnstarted(checked, obstacles, options);
  invariant(plan && runDir !== undefined, 'the run has no plan');
  await beforeStart?.();
  await writePlannedRun(runDir, plan, options);
  const historyFile = historyFileOf(options);
  // Read before the run adds itself to it.
  const earlier = historyFile === undefined ? undefined : await readHistory(historyFile);
  const gateCode = await runPlanned(runDir, historyFile);

  return { code: earlier ? await stricterCode(gateCode, runDir, earlier.rows) : gateCode, runDir };
}

function printDryRun(dryRun: DryRun, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(dryRun, null, 2)}\n` : `${dryRunLines(dryRun).join('\n')}\n`);
  print(dryRunEnd(dryRun));
}

/** Reports why a run did not start. If its folder can be written, the reports of the run name the cause too. */
async function reportUnstarted(
  { plan, runDir }: CheckedRun,
  obstacles: readonly Problem[],
  options: RunOptions,
): Promise<RunResult> {
  print(`the run did not start: ${counted(obstacles.length, 'fault')} found, listed above`);
  // Loaded only here: a run that starts needs neither.
  const { announceUnstarted, presentUnstarted } = await import('../report/present.ts');
  if (!plan || runDir === undefined) await announceUnstarted(obstacles, print);
  else {
    const { recordUnstarted } = await import('./before-run/record-unstarted.ts');
    await writePlannedRun(runDir, plan, options);
    await presentUnstarted(runDir, await recordUnstarted(runDir, plan, obstacles));
  }

  return { code: 3, runDir };
}

async function writePlannedRun(runDir: string, plan: Plan, options: RunOptions): Promise<void> {
  makeFolder(join(runDir, 'logs'));
  await writePlan(runDir, plan);
  await keepRules(runDir, expectationsFileOf(options));
}

function showProblems(problems: readonly Problem[]): void {
  for (const problem of problems) print(problemLines(problem).join('\n'));
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}
