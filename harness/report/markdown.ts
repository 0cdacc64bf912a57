import { folderOfCase } from '../model/case.ts';
import { counted } from '../model/counted.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { detailsOf } from './message.ts';
import { answerOf, headlineOf, switchSentences } from './summary/headline.ts';
import { OUTCOME_TEXTS, sentenceOf, switchText } from './summary/sentence.ts';
import type { CaseSummary, Outcome, RunSummary } from './summary/summary.ts';
import { linkLines } from './ties.ts';

/**
 * A summary of a run in GitHub Flavored Markdown: new leaks alone at the top, then what else is not as expected, then a table of
 * all cases. With `sections`, a section for each case follows, with links to its timeline.
 */
export function markdownOf(summary: RunSummary, { sections }: { sections: boolean }): string {
  const { run, cases } = summary;

  return [
    `## Leakgate: ${markdownText(headlineOf(summary))}`,
    '',
    ...(summary.simulated
      ? [
          '**Simulated:** simulated browsers ran on a simulated handset. No result is a finding about a real release.',
          '',
        ]
      : []),
    ...(run.redacted
      ? [
          `**Redacted:** this is a copy for publishing of the run with the digest \`sha256:${run.redacted.of}\`, in which the tester's own values were replaced.`,
          '',
        ]
      : []),
    ...changedEvidence(summary),
    `${markdownText(answerOf(summary))}.`,
    '',
    ...listOf('New leaks', 'new-leak', cases),
    ...listOf('Not as expected', 'unexpected', cases),
    ...otherFailures(summary),
    ...listOf('Undecided', 'undecided', cases),
    ...listOf('Expected leaks that are gone', 'leak-gone', cases),
    ...listOf('Known leaks', 'known-leak', cases),
    ...notes(summary),
    '### All cases',
    '',
    '| outcome | release | scenario | mode | statistics switch | verdict | leaked to | release before | handset |',
    '|---|---|---|---|---|---|---|---|---|',
    ...cases.map((each) => rowOf(each, summary)),
    '',
    `Run \`${run.id}\`, digest \`sha256:${summary.digest}\`, rules \`${run.rules.slice(0, 12)}\`. Started ${run.startedAt}, ended ${run.finishedAt ?? '-'}.`,
    '',
    ...(sections ? cases.flatMap(sectionOf) : []),
  ].join('\n');
}

function changedEvidence({ warnings: [head, ...lines] }: RunSummary): string[] {
  if (head === undefined) return [];

  return [
    `**Do not rely on this:** ${markdownText(head)}`,
    '',
    ...lines.map((line) => `* ${markdownText(line.trim())}`),
    '',
  ];
}

/** The sentences of all cases with an outcome, under a heading; nothing if there are none. */
function listOf(heading: string, outcome: Outcome, cases: readonly CaseSummary[]): string[] {
  const found = cases.filter((each) => each.outcome === outcome);
  if (found.length === 0) return [];

  return [
    `### ${heading} (${found.length})`,
    '',
    ...found.map((each) => `* **${markdownText(each.row.scenario)}**: ${markdownText(sentenceOf(each))}`),
    '',
  ];
}

function otherFailures(summary: RunSummary): string[] {
  if (summary.otherFailures.length === 0) return [];

  return [
    `### The gate also fails for ${counted(summary.otherFailures.length, 'other reason')}`,
    '',
    ...summary.otherFailures.map(({ case: name, why }) => `* ${markdownCode(name)}: ${markdownText(why)}`),
    '',
  ];
}

function notes(summary: RunSummary): string[] {
  const lines = [
    ...switchSentences(summary),
    ...linkLines(summary.run),
    ...summary.run.skipped.map(
      ({ release, scenario, mode, why }) => `skipped: ${release}, ${scenario}, ${mode}: ${why}`,
    ),
  ];

  return lines.length === 0 ? [] : ['### Notes', '', ...lines.map((line) => `* ${markdownText(line)}`), ''];
}

function rowOf(each: CaseSummary, { run }: RunSummary): string {
  const { row, change } = each;
  const handset = row.handset === null ? undefined : run.handsets[row.handset];
  const cells = [
    OUTCOME_TEXTS[each.outcome],
    each.release,
    row.scenario,
    each.mode,
    switchText(row) ?? '-',
    each.verdict,
    row.recipients.join(', ') || '-',
    change ? `${change.release} ${change.verdict}` : '-',
    handset ? (handset.simulated ? 'simulated' : handset.model) : '-',
  ].map(markdownText);
  if (each.failsGate) cells[0] = `**${cells[0] ?? ''}**`;

  return `| ${cells.join(' | ')} |`;
}

/** The section of a case: its sentence, a link to its timeline, and its details. */
function sectionOf(each: CaseSummary): string[] {
  const { id } = each.row;

  return [
    `### ${markdownCode(id)}`,
    '',
    `**${OUTCOME_TEXTS[each.outcome]}**: ${markdownText(sentenceOf(each))}`,
    '',
    ...(each.record ? [`[timeline](timeline/${encodeURIComponent(folderOfCase(id))}.md)`, ''] : []),
    ...detailsOf(each).map((line) => `* ${markdownText(line)}`),
    '',
  ];
}
