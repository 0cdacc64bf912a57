import { reasonOf } from '../../model/fault.ts';
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

/**
 * In GitHub Actions: the annotations of a run, a line each; elsewhere none. The runner reads commands from stdout and stderr
 * (actions/runner, src/Runner.Worker/Handlers/ScriptHandler.cs).
 */
export function annotationLines(
  summary: RunSummary,
  { GITHUB_ACTIONS: isAction }: NodeJS.ProcessEnv = process.env,
): string[] {
  return isAction === 'true' ? annotationsOf(summary) : [];
}

/**
 * Text for the log of a job, in which no recorded text is a workflow command. The runner finds `::command::` at the beginning of
 * a line, and the older `##[command]` anywhere (actions/runner, src/Runner.Common/ActionCommand.cs).
 */
export function withoutCommands(text: string): string {
  return text.replaceAll('##[', '# #[').replaceAll(/^(\s*)::/gm, '$1: :');
}
