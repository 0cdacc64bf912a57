import { join } from 'node:path';
import { readRun, writePlan } from '../evidence/folders.ts';
import { counted } from '../model/counted.ts';
import type { ExitCode } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import type { Plan } from '../model/plan.ts';
import { readHistory } from '../report/reports.ts';
import { keepRules } from '../runner/rules.ts';
import { type CheckedReleases, type CheckedRun, checkRun } from './before-run/check-run.ts';
import { dryRunLines, dryRunOf } from './before-run/dry-run.ts';
import { type Problem, problemLines } from './before-run/problem.ts';
import { stricterCode } from './history-gate.ts';
import { makeFolder } from './make-folder.ts';
import { expectationsFileOf, handsetsOf, historyFileOf, type RunOptions } from './run-options.ts';
import { runPlanned } from './run-planned.ts';

export type { RunOptions } from './run-options.ts';

/** `leakgate run`: checks everything first, then runs the plan. */
export async function run(options: RunOptions): Promise<ExitCode> {
  const { code, runDir } = await checkAndRun(options);
  if (options.json && runDir !== undefined && !options.dryRun)
    process.stdout.write(`${JSON.stringify(await readRun(runDir), null, 2)}\n`);

  return code;
}

/**
 * Checks a run, and unless it is a dry run or something is wrong writes the plan and runs WebdriverIO in its own process group.
 * @returns the gate's exit code, and the run's folder if one was written
 */
export async function checkAndRun(
  options: RunOptions,
  releases?: CheckedReleases,
): Promise<{ code: ExitCode; runDir: string | undefined }> {
  const checked = await checkRun(options, showProblems, releases);
  if (options.dryRun) return { code: printDryRun(checked, options), runDir: undefined };
  const { plan, runDir, problems } = checked;
  const obstacles = problems.filter(({ stopsRun }) => stopsRun);
  if (obstacles.length > 0) return reportUnstarted(checked, obstacles, options);
  invariant(plan && runDir !== undefined, 'the run has no plan');
  await writePlannedRun(runDir, plan, options);
  const historyFile = historyFileOf(options);
  // Read before the run adds itself to it.
  const earlier = historyFile === undefined ? undefined : await readHistory(historyFile);
  const gateCode = await runPlanned(runDir, historyFile);

  return { code: earlier ? await stricterCode(gateCode, runDir, earlier.rows) : gateCode, runDir };
}

function printDryRun(checked: CheckedRun, options: RunOptions): ExitCode {
  const dryRun = dryRunOf(checked, handsetsOf(options));
  process.stdout.write(
    options.json ? `${JSON.stringify(dryRun, null, 2)}\n` : `${dryRunLines(dryRun).join('\n')}\n`,
  );
  print(
    dryRun.problems.length === 0
      ? 'no fault was found; nothing was started'
      : `${counted(dryRun.problems.length, 'fault')} found; nothing was started`,
  );

  return dryRun.problems.length === 0 ? 0 : 3;
}

/** Reports why a run did not start. If its folder can be written, the reports of the run name the cause too. */
async function reportUnstarted(
  { plan, runDir }: CheckedRun,
  obstacles: readonly Problem[],
  options: RunOptions,
): Promise<{ code: ExitCode; runDir: string | undefined }> {
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
