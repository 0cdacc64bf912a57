import { printable } from '../../model/printable.ts';
import { annotationLines, withoutCommands } from '../github/announce.ts';
import { jobSummaryOf } from '../github/job-summary.ts';
import { markdownText } from '../markdown-text.ts';
import { asSentence } from '../page/html.ts';
import { resultLines } from '../present.ts';
import { answerOf, headlineOf } from '../summary/headline.ts';
import type { RunSummary } from '../summary/summary.ts';

/** A run of a night: its exit code, and the summary of its redacted bundle or why there is none. */
export interface EndedRun {
  name: string;
  exitCode: number;
  noBundle: string | null;
  summary: RunSummary | undefined;
}

/** GitHub drops the summary of a step that is larger than 1024 KiB. */
const MAX_BYTES = 900 * 1024;

/**
 * What happened in a night, in a line: the answer of its most urgent run.
 * @param runs most urgent first
 */
export function nightHead(runs: readonly EndedRun[]): string {
  const [first] = runs;
  if (!first) return 'No run of this night left a result.';
  if (!first.summary)
    return `The run ${first.name} reached no verdict that can be published (exit code ${first.exitCode}).`;

  return `${asSentence(answerOf(first.summary))} ${asSentence(headlineOf(first.summary))}`;
}

/** The summary of a night's job in GitHub Flavored Markdown. Its first line says what happened. */
export function nightMarkdown(runs: readonly EndedRun[], notes: readonly string[]): string {
  const sections = runs.map(({ name, exitCode, noBundle, summary }) =>
    summary
      ? jobSummaryOf(summary, MAX_BYTES / runs.length)
      : `## ${markdownText(name)}: exit code ${exitCode}\n\n${markdownText(noBundle ?? '')}\n`,
  );

  return [`# ${markdownText(nightHead(runs))}`, ...notes.map(markdownText), ...sections].join('\n\n');
}

/** The result of each run for the log of a job, with annotations in GitHub Actions. */
export function nightLines(runs: readonly EndedRun[], notes: readonly string[]): string[] {
  return [
    ...[nightHead(runs), ...notes].map((line) => withoutCommands(printable(line))),
    ...runs.flatMap(({ name, exitCode, noBundle, summary }) => [
      '',
      `${name}: exit code ${exitCode}`,
      ...(noBundle === null ? [] : [withoutCommands(printable(`nothing was published: ${noBundle}`))]),
      ...(summary && summary.run.gate?.exitCode !== exitCode
        ? ['redaction changed the result; the exit code is that of the run before redaction']
        : []),
      ...(summary ? [...resultLines(summary), ...annotationLines(summary)] : []),
    ]),
  ];
}
