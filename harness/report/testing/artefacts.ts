import { completeAllureResults } from '../allure/complete.ts';
import { annotationLines } from '../github/announce.ts';
import { resultLines } from '../present.ts';
import type { RunSummary } from '../summary/summary.ts';
import { tableOf } from '../table.ts';

export { jobSummaryOf } from '../github/job-summary.ts';
export { completeAllureResults };

/** What a terminal and the log of a job show of a run, by name. */
export function printedTexts(summary: RunSummary): [string, string][] {
  return [
    ['result', resultLines(summary).join('\n')],
    ['annotations', annotationLines(summary, { GITHUB_ACTIONS: 'true' }).join('\n')],
    ...[60, 80, 120].map((width): [string, string] => [
      `table at ${width} columns`,
      tableOf(summary, { width }),
    ]),
  ];
}
