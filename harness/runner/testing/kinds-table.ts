import type { BrowserDeclaration, Outcome } from '../../model/browser.ts';
import type { HandsetKind } from './handset-kinds.ts';
import { expectedOn, RELEASES_ON_KINDS } from './kind-outcomes.ts';

const BEGIN = '<!-- kinds -->\n';
const END = '<!-- /kinds -->';

/** The table of the kinds of handset in `docs/handsets.md`: a row for each kind, by the kind's name. */
export function readKindsTable(page: string): Map<string, string> {
  const [, block] = splitAtTable(page);

  return new Map(
    block
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => [/`([^`]+)`/.exec(line)?.[1] ?? '', line]),
  );
}

/** The page with these rows in its table, in the order of `kinds`. */
export function withKindsTable(
  page: string,
  rows: ReadonlyMap<string, string>,
  kinds: readonly HandsetKind[],
): string {
  const [before, , after] = splitAtTable(page);
  const { leaking, control } = RELEASES_ON_KINDS;
  const table = [
    `| kind of handset | ${leaking}, which leaks | ${control}, the control |`,
    '|---|---|---|',
    ...kinds.map((kind) => rows.get(kind.name) ?? notRunRow(kind)),
  ];

  return `${before}${BEGIN}${table.join('\n')}\n${END}${after}`;
}

/** The row of a kind: the verdicts, and the reasons that they must name. */
export function kindsRow(kind: HandsetKind, declarations: readonly BrowserDeclaration[]): string {
  const { leaking, control } = RELEASES_ON_KINDS;
  const cells = [leaking, control].map((release) => cellOf(expectedOn(kind, release, declarations)));

  return `| \`${kind.name}\` | ${cells.join(' | ')} |`;
}

/** The row of a kind that has not been run, or whose run differed from `truth`. */
export function notRunRow({ name }: HandsetKind): string {
  return `| \`${name}\` | not run yet | not run yet |`;
}

function cellOf({ verdict, reasons }: Outcome): string {
  return reasons.length === 0 ? verdict : `${verdict}: ${reasons.map((code) => `\`${code}\``).join(', ')}`;
}

function splitAtTable(page: string): [before: string, table: string, after: string] {
  const [before, rest] = page.split(BEGIN);
  const [table, after] = rest?.split(END) ?? [];
  if (before === undefined || table === undefined || after === undefined)
    throw new Error(`the page has no block between ${BEGIN.trim()} and ${END}`);

  return [before, table, after];
}
