import type { RecordOf } from './case-records.ts';
import { type CaseRecord, folderOfCase } from '../model/case.ts';
import type { Run, RunCase } from '../model/run.ts';
import { nameOfMode } from '../model/mode.ts';
import { nameOfRelease } from '../model/release.ts';
import { identifierLines, linkLines, partyLines } from './ties.ts';

/** A summary of a run in Markdown, for a pull request or a wiki. */
export function markdownOf(run: Run, recordOf: RecordOf, digest: string): string {
  const rows = run.cases.map((row) => {
    const handset = row.handset === null ? undefined : run.handsets[row.handset];
    const cells = [
      `\`${nameOfRelease(row.release)}\``,
      row.scenario,
      nameOfMode(row.mode),
      `**${row.verdict ?? 'inconclusive'}**`,
      row.expected.join(' or '),
      row.recipients.join(', ') || '-',
      row.reasons.map((reason) => reason.code).join(', ') || '-',
      handset ? (handset.simulated ? 'simulated' : handset.model) : '-',
    ];

    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const gate = run.gate
    ? run.gate.passed
      ? 'passed'
      : `failed, exit code ${run.gate.exitCode}`
    : 'not reached';

  return [
    `# Leakgate run ${run.id}`,
    '',
    `Gate: **${gate}**. Started ${run.startedAt}, ended ${run.finishedAt ?? '-'}. Rules \`${run.rules.slice(0, 12)}\`.`,
    '',
    `Digest of this run: \`sha256:${digest}\`.`,
    '',
    '| release | scenario | mode | verdict | expected | went to | reasons | handset |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(run.gate?.failures ?? []).map(({ case: id, why }) => `* \`${id}\`: ${why}`),
    ...linkLines(run).map((line) => `* ${line}`),
    ...run.skipped.map((each) => `* skipped: \`${each.release}\` ${each.scenario} ${each.mode}: ${each.why}`),
    ...run.cases.flatMap((row) => caseSection(row, recordOf(row.id))),
    '',
  ].join('\n');
}

/** The section of a case: verdict, link to its timeline, reasons, recipients, and identifiers sent with its findings. */
function caseSection(row: RunCase, record: CaseRecord | undefined): string[] {
  if (!record) return [];
  const timeline = `[timeline](timeline/${encodeURIComponent(folderOfCase(row.id))}.md)`;

  return [
    '',
    `## \`${row.id}\``,
    '',
    `**${row.verdict ?? 'inconclusive'}**, ${timeline}`,
    ...row.reasons.map(({ code, text }) => `* \`${code}\` ${text}`),
    ...partyLines(record).map((line) => `* recipient: ${line}`),
    ...identifierLines(record).map((line) => `* ${line}`),
  ];
}
