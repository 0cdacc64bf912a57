import { reasonOf } from '../../model/fault.ts';
import type { Run } from '../../model/run.ts';
import { readSummary } from '../summary/read.ts';
import type { RunSummary } from '../summary/summary.ts';
import { annotationsOf } from './annotations.ts';
import { appendJobSummary } from './job-summary.ts';

/**
 * In GitHub Actions: appends the summary to `$GITHUB_STEP_SUMMARY`. A summary that cannot be written is reported and fails
 * nothing: the gate's result does not depend on it.
 */
export async function writeJobSummary(
  summary: RunSummary,
  print: (text: string) => void,
  { GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (!file) return;
  try {
    await appendJobSummary(file, summary);
  } catch (error) {
    print(`could not write the job summary to ${file}: ${reasonOf(error)}`);
  }
}

/** In GitHub Actions: the annotations of a run, a line each; elsewhere none. */
export function annotationLines(
  summary: RunSummary,
  { GITHUB_ACTIONS: isAction }: NodeJS.ProcessEnv = process.env,
): string[] {
  return isAction === 'true' ? annotationsOf(summary) : [];
}

/**
 * Writes the annotations of a run to stdout in GitHub Actions, for a run that another process presented. A run that cannot be
 * read is reported and fails nothing.
 */
export async function annotateRun(
  runDir: string,
  run: Run,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  try {
    const lines = annotationLines(await readSummary(runDir, run), env);
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    process.stderr.write(`could not write annotations: ${reasonOf(error)}\n`);
  }
}
