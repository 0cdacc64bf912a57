import pc from 'picocolors';
import type { Audit, AuditedRelease, AuditNews } from '../model/audit.ts';
import { counted } from '../model/counted.ts';
import { withPrintableTexts } from '../model/printable.ts';

/** Names in a line. `--json` has all of them. */
const MOST_NAMES = 12;

/** Describes an audit, as lines for the terminal. What is new comes first. */
export function describeAudit(audit: Audit): string[] {
  const { simulated, releases } = withPrintableTexts(audit);

  return [
    ...(simulated ? [pc.dim('simulated releases')] : []),
    ...releases.flatMap(describeRelease),
    pc.dim(
      'A host that is not listed was not seen in these scenarios. It may still be contacted at other times.',
    ),
  ];
}

function describeRelease({ name, cases, incomplete, rows, since }: AuditedRelease): string[] {
  return [
    pc.bold(`${name} (${counted(cases.length, 'case')}: ${cases.join('; ')})`),
    ...(incomplete.length > 0
      ? [pc.yellow(`  hosts may be missing, as the recording is incomplete: ${incomplete.join('; ')}`)]
      : []),
    ...describeNews(since),
    ...rows.flatMap(({ window, host, owner, by, sdks, messages, unread, paths, fields, cut }) => [
      `  ${window.padEnd(7)} ${host} (${[owner ?? 'owner unknown', ...sdks].join(', ')}), ${counted(messages, 'message')}${unread > 0 ? `, ${counted(unread, 'connection')} without a readable request` : ''}${by === 'unknown' ? pc.yellow(', sent by the browser or another app') : ''}`,
      ...(paths.length > 0 ? [`          paths:  ${listOf(paths)}`] : []),
      ...(fields.length > 0 ? [`          fields: ${listOf(fields)}`] : []),
      ...(cut ? [pc.yellow('          more paths or fields than are listed')] : []),
    ]),
  ];
}

function describeNews(since: AuditedRelease['since']): string[] {
  if (!since) return [];
  const before = since.release;
  if (since.cases.length === 0)
    return [pc.yellow(`  not compared with ${before}, which has no case of the same scenario and mode`)];
  const isEqual = since.news.length === 0 && since.gone.length === 0;

  return [
    isEqual
      ? `  nothing is new since ${before}`
      : `  since ${before}, in ${counted(since.cases.length, 'case')} that both have:`,
    ...since.news.map((news) => `    ${pc.red('new ')} ${describeNew(news)}`),
    ...since.gone.map(({ window, host }) => `    ${pc.green('gone')} host ${host} (${window})`),
  ];
}

function describeNew({ window, host, what, name }: AuditNews): string {
  return what === 'host' ? `host ${host} (${window})` : `${what} of ${host} (${window}): ${name}`;
}

function listOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;

  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
