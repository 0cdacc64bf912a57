import { appendFile } from 'node:fs/promises';
import { markdownOf } from '../markdown.ts';
import type { RunSummary } from '../summary/summary.ts';

/** GitHub drops the summary of a step that is larger than 1024 KiB; other commands of the step may have written to it too. */
const MAX_BYTES = 900 * 1024;

/** Appends the summary of a run to a file, such as the one that `$GITHUB_STEP_SUMMARY` names. */
export async function appendJobSummary(file: string, summary: RunSummary): Promise<void> {
  await appendFile(file, jobSummaryOf(summary));
}

/** The Markdown summary without the sections of cases, and cut at a line if it is too long. */
export function jobSummaryOf(summary: RunSummary, maxBytes = MAX_BYTES): string {
  const lines = markdownOf(summary, { sections: false }).split('\n');
  const end = '\nThe summary is too long for this page; report/summary.md has the rest.\n';
  let bytes = Buffer.byteLength(end);
  const kept = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line) + 1;

    return bytes > maxBytes;
  });

  return kept === -1 ? lines.join('\n') : `${lines.slice(0, kept).join('\n')}\n${end}`;
}
