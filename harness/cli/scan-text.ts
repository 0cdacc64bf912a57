import type pc from 'picocolors';
import type { Located } from '../detect/locate.ts';
import type { Canary } from '../model/canary.ts';
import type { Finding, ScanReport } from '../model/scan.ts';

export type Excerpts = Map<Finding, Located>;
type Colours = typeof pc;

/** Characters shown on each side of a canary. */
const AROUND = 60;
/** Characters of a canary shown. */
const LONGEST = 120;

/** A report as a person reads it: which canary went where, how it was dressed, the decoded text around it. */
export function describeScan(
  report: ScanReport,
  canaries: readonly Canary[],
  excerpts: Excerpts,
  colours: Colours,
): string[] {
  const lines: string[] = [];
  for (const canary of canaries) {
    const findings = report.findings.filter((finding) => finding.canary === canary.id);
    if (findings.length === 0) continue;
    lines.push(
      `${colours.red(colours.bold(canary.id))} ${colours.dim(`(${canary.kind})`)} ${printable(canary.value)}`,
    );
    for (const finding of findings) lines.push(...describeFinding(finding, excerpts.get(finding), colours));
    lines.push('');
  }
  for (const each of report.opaque)
    lines.push(
      `${colours.yellow('opaque')} ${each.host}, exchange ${each.exchange}, ${each.part}: ${each.bytes} bytes, ${each.class}: ${each.why}`,
    );
  if (report.opaque.length > 0) lines.push('');

  return [...lines, ...summary(report, colours)];
}

function describeFinding(finding: Finding, excerpt: Located | undefined, colours: Colours): string[] {
  const how = finding.chain.length === 0 ? 'in the clear' : finding.chain.join(' > ');
  const sure = finding.confidence === 'certain' ? colours.red('certain') : colours.yellow('likely');
  const sdk = finding.sdk === undefined ? '' : `, sent by ${finding.sdk}`;
  const lines = [
    `  to ${colours.bold(finding.host)}, exchange ${finding.exchange}, ${finding.part}${sdk}`,
    `    dressed as ${how}; ${finding.match} match, ${sure}`,
  ];
  if (excerpt) lines.push(`    ${textAround(excerpt, colours)}`);

  return lines;
}

function textAround({ text, offset }: Located, colours: Colours): string {
  const from = Math.max(0, offset - AROUND);
  const to = Math.min(text.length, offset + LONGEST + AROUND);
  const end = offset + (/^[^\s"'<>&,;{}]+/.exec(text.slice(offset, offset + LONGEST))?.[0].length ?? 0);

  return `${from > 0 ? '…' : ''}${colours.dim(printable(text.slice(from, offset)))}${colours.inverse(printable(text.slice(offset, end)))}${colours.dim(printable(text.slice(end, to)))}${to < text.length ? '…' : ''}`;
}

function summary({ findings, controls, allowed, opaque, stats }: ScanReport, colours: Colours): string[] {
  const searched = `${stats.exchanges} exchanges, ${(stats.bytes / 1024).toFixed(1)} KiB, ${stats.ms} ms`;
  const lines = [
    findings.length > 0
      ? colours.red(`${plural(findings.length, 'finding')} in ${searched}`)
      : colours.green(`nothing found in ${searched}`),
  ];
  if (controls.length + allowed.length > 0)
    lines.push(
      `${plural(controls.length, 'control')}, and ${allowed.length} that went to allowed hosts: no findings`,
    );
  if (stats.exhausted > 0)
    lines.push(
      colours.yellow(`${plural(stats.exhausted, 'part')} not searched to the end: the budget was spent`),
    );
  if (opaque.some((each) => each.class !== 'media'))
    lines.push(colours.yellow('parts that nothing could open may hold anything'));

  return lines;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Traffic is anybody's: nothing of it may reach the terminal as a control sequence. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '·');
}
