import { basename } from 'node:path';
import type pc from 'picocolors';
import type { Excerpt } from '../detect/index.ts';
import type { Canary } from '../model/canary.ts';
import { printable } from '../model/printable.ts';
import type { Finding, Opaque, ScannedFinding, ScanReport } from '../model/scan.ts';
import { browsingLines, listExchanges, recipientOf } from './browsing-text.ts';

type Colours = ReturnType<typeof pc.createColors>;

/** A file that was read. `first` is the index of its first entry, `count` the number of entries. */
export interface ReadSource {
  file: string;
  first: number;
  count: number;
}

/** What the text needs in addition to the report. */
export interface ScanContext {
  /** The decoded text around the canary of a finding. */
  excerptOf: (finding: Finding) => Excerpt | undefined;
  sources: readonly ReadSource[];
  colours: Colours;
}

/** Characters shown before and after a canary. */
const CONTEXT_LENGTH = 60;
/** Characters shown of a canary. */
const MAX_CANARY_LENGTH = 120;
/** Findings of one canary that are listed; `--json` has all of them. */
const MAX_FINDINGS = 20;

/** A report for readers: which canary went to which host, how it was encoded, and the decoded text around it. */
export function describeScan(
  report: ScanReport,
  canaries: readonly Canary[],
  context: ScanContext,
): string[] {
  const { colours } = context;
  const lines: string[] = [];
  for (const canary of canaries) {
    const shown = shownFindings(report, canary);
    if (shown.length === 0) continue;
    lines.push(colours.red(`${printable(canary.id)} (${canary.kind}) ${printable(canary.value)}`));
    for (const finding of shown) lines.push(...describeFinding(finding, context));
    const more = report.findings.filter((finding) => finding.canary === canary.id).length - shown.length;
    if (more > 0) lines.push(colours.dim(`  and ${plural(more, 'finding')} more; --json lists all of them`));
    lines.push('');
  }
  const opaque = opaqueLines(report.opaque, colours);
  if (opaque.length > 0) lines.push(...opaque, '');
  if (report.browsing) lines.push(...browsingLines(report.browsing), '');

  return [...lines, ...summary(report, colours)];
}

/** The findings of a canary that are listed. */
function shownFindings(report: ScanReport, canary: Canary): ScannedFinding[] {
  return report.findings.filter((finding) => finding.canary === canary.id).slice(0, MAX_FINDINGS);
}

function describeFinding(finding: ScannedFinding, { excerptOf, sources, colours }: ScanContext): string[] {
  const how = finding.chain.length === 0 ? 'plain text' : finding.chain.map(printable).join(' > ');
  const sure = finding.confidence === 'certain' ? colours.red('certain') : colours.yellow('likely');
  const sdk = finding.sdk === undefined ? '' : `, sent by ${finding.sdk}`;
  const lines = [
    `  to ${colours.bold(recipientOf(finding))}, ${whereOf(finding, sources)}, ${printable(finding.part)}${sdk}`,
    `    encoded as ${how}; ${finding.match} match, ${sure}`,
  ];
  const excerpt = excerptOf(finding);
  if (excerpt) lines.push(`    ${textAround(excerpt, colours)}`);

  return lines;
}

/** The exchange, with its file if there are several. */
function whereOf({ exchange }: Finding, sources: readonly ReadSource[]): string {
  const source = sources.find(({ first, count }) => exchange >= first && exchange < first + count);
  if (!source) return 'a host name for which no exchange was recorded';
  if (sources.length === 1) return `exchange ${exchange}`;

  return `exchange ${exchange} (${printable(basename(source.file))}, ${exchange - source.first})`;
}

function textAround({ text, offset }: Excerpt, colours: Colours): string {
  const from = Math.max(0, offset - CONTEXT_LENGTH);
  const to = Math.min(text.length, offset + MAX_CANARY_LENGTH + CONTEXT_LENGTH);
  const end =
    offset + (/^[^\s"'<>&,;{}]+/.exec(text.slice(offset, offset + MAX_CANARY_LENGTH))?.[0].length ?? 0);

  return `${from > 0 ? '…' : ''}${colours.dim(printable(text.slice(from, offset)))}${colours.inverse(printable(text.slice(offset, end)))}${colours.dim(printable(text.slice(end, to)))}${to < text.length ? '…' : ''}`;
}

/** Lines about opaque parts: one for all parts of a recipient that are opaque for the same reason. */
function opaqueLines(opaque: readonly Opaque[], colours: Colours): string[] {
  const groups = new Map<string, Opaque[]>();
  for (const part of opaque) {
    const key = [part.host, part.class, part.part, part.why].join('\0');
    const known = groups.get(key);
    if (known) known.push(part);
    else groups.set(key, [part]);
  }

  return [...groups.values()].flatMap((rows) => {
    const [row] = rows;
    if (!row) return [];
    const bytes = rows.reduce((sum, part) => sum + part.bytes, 0);
    const where = listExchanges(rows.map(({ exchange }) => exchange));

    return [
      colours.yellow(
        `opaque ${printable(row.host)}, ${where}, ${printable(row.part)}: ${plural(bytes, 'byte')}, ${row.class}: ${printable(row.why)}`,
      ),
    ];
  });
}

function summary(report: ScanReport, colours: Colours): string[] {
  const { findings, controls, allowed, browsing = [], opaque, incomplete, unreadFiles, stats } = report;
  const searched = `${plural(stats.exchanges, 'exchange')}, ${(stats.bytes / 1024).toFixed(1)} KiB, ${stats.ms} ms`;
  const isWhole = !incomplete && !unreadFiles && stats.unreadable === undefined;
  const lines = [
    findings.length > 0
      ? colours.red(`${plural(findings.length, 'finding')} in ${searched}`)
      : isWhole
        ? colours.green(`nothing found in ${searched}`)
        : colours.yellow(`not decided: nothing found in the part that could be read (${searched})`),
    ...notSentLines(report),
  ];
  if (incomplete)
    lines.push(
      colours.yellow(
        `not read to the end: ${incomplete.map(({ file }) => printable(basename(file))).join(', ')}`,
      ),
    );
  if (unreadFiles)
    lines.push(
      colours.yellow(`not searched: ${unreadFiles.map(({ file }) => printable(basename(file))).join(', ')}`),
    );
  if (stats.unreadable)
    lines.push(colours.yellow(`${plural(stats.unreadable, 'exchange')} could not be read, or not whole`));
  if (controls.length + allowed.length > 0)
    lines.push(
      `not counted as findings: ${plural(controls.length, 'control')}, and ${plural(allowed.length, 'occurrence')} of canaries at allowed hosts`,
    );
  if (browsing.length > 0)
    lines.push(`not counted as findings: ${plural(browsing.length, 'occurrence')} of canaries in browsing`);
  if (stats.exhausted > 0)
    lines.push(
      colours.yellow(
        `${plural(stats.exhausted, 'part')} not searched completely, because the decoding budget ran out`,
      ),
    );
  if (opaque.some((part) => part.class !== 'media'))
    lines.push(colours.yellow('parts that could not be decoded (opaque) may contain canaries'));
  if (stats.unread)
    lines.push(
      colours.dim(
        `${plural(stats.unread, 'short value')} could not be decoded (as short as an identifier or a digest)`,
      ),
    );

  return lines;
}

/** One line for each reason why entries were not sent. */
function notSentLines({ notSent = [] }: ScanReport): string[] {
  const counts = new Map<string, number>();
  for (const { why } of notSent) counts.set(why, (counts.get(why) ?? 0) + 1);

  return [...counts].map(
    ([why, count]) => `not sent and not searched: ${plural(count, 'exchange')}: ${printable(why)}`,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
