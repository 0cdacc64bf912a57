import { appendFile } from 'node:fs/promises';
import { reasonOf } from '../../model/fault.ts';
import { markdownText } from '../markdown-text.ts';
import { annotationOf } from './annotations.ts';

/** What prevented a run. */
export interface Obstacle {
  what: string;
  fix: string | null;
}

/**
 * In GitHub Actions: writes why a run did not start to `$GITHUB_STEP_SUMMARY`, and prints an annotation for each obstacle. For a run
 * without a folder; a run with one has reports, which say the same.
 */
export async function announceUnstarted(
  obstacles: readonly Obstacle[],
  print: (text: string) => void,
  { GITHUB_ACTIONS: inActions, GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (inActions === 'true')
    for (const { what } of obstacles)
      print(annotationOf({ level: 'error', title: 'Leakgate did not start', text: what }));
  if (!file) return;
  const lines = obstacles.map(
    ({ what, fix }) => `* ${markdownText(what)}${fix === null ? '' : `. Fix: ${markdownText(fix)}`}`,
  );
  try {
    await appendFile(file, ['## Leakgate: the run did not start', '', ...lines, ''].join('\n'));
  } catch (error) {
    print(`could not write the job summary to ${file}: ${reasonOf(error)}`);
  }
}
