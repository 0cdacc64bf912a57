import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { counted } from '../model/counted.ts';
import { printable } from '../model/printable.ts';
import type { RunCase } from '../model/run.ts';
import { type Colors, stderrColors, stderrWidth } from './colors.ts';
import { groupBy } from './summary/group-by.ts';
import { compareByRelease } from './summary/release-order.ts';
import type { CaseSummary, Outcome, RunSummary } from './summary/summary.ts';

/** Rows of a table with a row for each case; if there are more, clean cases are counted instead. */
const MAX_ROWS = 40;

export interface TableOptions {
  /** Columns of the terminal. */
  width?: number;
  colors?: Colors;
}

/**
 * The table at the end of a run, at most as wide as the terminal: releases and modes down, scenarios across. If that is too
 * wide, recipients are left out; if it is still too wide, the table has a row for each case.
 */
export function tableOf(
  summary: RunSummary,
  { width = stderrWidth(), colors = stderrColors() }: TableOptions = {},
): string {
  for (const rows of [matrixOf(summary, colors, true), matrixOf(summary, colors, false)]) {
    const text = layOut(rows, naturalWidths(rows));
    if (widthOf(text) <= width) return text;
  }

  return listOf(summary, colors, width);
}

/** A row for each release and mode, a column for each scenario. */
function matrixOf({ run, cases }: RunSummary, colors: Colors, withRecipients: boolean): string[][] {
  const order = new Map(run.cases.toSorted(compareByRelease).map(({ id }, at) => [id, at]));
  const planned = cases.toSorted((a, b) => (order.get(a.row.id) ?? 0) - (order.get(b.row.id) ?? 0));
  const scenarios = [...new Set(run.cases.map(({ scenario }) => scenario))];
  const hasSwitch = cases.some(({ row }) => positionOf(row) !== undefined);
  const head = [
    'release',
    'mode',
    ...(hasSwitch ? ['switch'] : []),
    ...scenarios.map(printable),
    ...(withRecipients ? ['leaked to'] : []),
  ];
  const groups = groupBy(planned, ({ release, mode, row }) =>
    JSON.stringify([release, mode, positionOf(row)]),
  );

  return [
    head,
    ...[...groups.values()].map((group) => {
      const [first] = group;
      const recipients = [...new Set(group.flatMap(({ row }) => row.recipients))].toSorted();

      return [
        ...(first ? coordinatesOf(first, hasSwitch) : []),
        ...scenarios.map((scenario) =>
          cellOf(
            group.filter(({ row }) => row.scenario === scenario),
            colors,
          ),
        ),
        ...(withRecipients ? [recipients.map(printable).join('\n') || '-'] : []),
      ];
    }),
  ];
}

/** A row for each case, without the reasons of its verdict. */
function listOf({ cases }: RunSummary, colors: Colors, width: number): string {
  const hasSwitch = cases.some(({ row }) => positionOf(row) !== undefined);
  const shown = cases.length > MAX_ROWS ? cases.filter(({ outcome }) => !IS_CLEAN.has(outcome)) : cases;
  const rows = [
    ['release', 'mode', ...(hasSwitch ? ['switch'] : []), 'scenario', 'verdict'],
    ...shown.map((each) => [
      ...coordinatesOf(each, hasSwitch),
      printable(each.row.scenario),
      verdictText(each, colors),
    ]),
  ];
  const rest = cases.length - shown.length;
  const more = rest > 0 ? `\nand ${counted(rest, 'clean case')}; report/summary.md lists all cases` : '';

  return `${layOut(rows, fittedWidths(naturalWidths(rows), width))}${more}`;
}

const IS_CLEAN: ReadonlySet<Outcome> = new Set(['clean', 'limited']);

function coordinatesOf({ release, mode, row }: CaseSummary, hasSwitch: boolean): string[] {
  return [printable(release), mode, ...(hasSwitch ? [positionOf(row) ?? '-'] : [])];
}

/** Whether the statistics switch was on; undefined for a release without one. */
function positionOf({ mode }: RunCase): 'on' | 'off' | undefined {
  if (mode.statistics !== 'default') return mode.statistics;
  if (mode.switch === null) return undefined;

  return mode.switch.checked ? 'on' : 'off';
}

/** The verdict of a release and mode in a scenario, and the code of the reason why it is not clear. */
function cellOf(cases: readonly CaseSummary[], colors: Colors): string {
  const texts = cases.map((each) => {
    const { verdict, doubts, row } = each;
    const isClear = verdict === 'leaks' || verdict === 'clean';
    const doubt = isClear ? undefined : (doubts[0] ?? row.reasons[0]);

    return `${verdictText(each, colors)}${doubt === undefined ? '' : colors.dim(`\n${printable(doubt.code)}`)}`;
  });

  return texts.join('\n') || colors.dim('-');
}

/** A verdict, and how it relates to what was expected. Only what fails the gate is red. */
function verdictText({ outcome, verdict }: CaseSummary, colors: Colors): string {
  const { text, color } = MARKS[outcome];

  return colors[color](`${verdict}${text}`);
}

const MARKS: Readonly<Record<Outcome, { text: string; color: 'red' | 'yellow' | 'green' | 'cyan' }>> = {
  'new-leak': { text: ' (new)', color: 'red' },
  unexpected: { text: ' !', color: 'red' },
  undecided: { text: ' !', color: 'red' },
  'known-leak': { text: ' (known)', color: 'yellow' },
  'leak-gone': { text: ' (changed)', color: 'cyan' },
  'expected-undecided': { text: '', color: 'yellow' },
  limited: { text: '*', color: 'green' },
  clean: { text: '', color: 'green' },
};

/** Explains the marks of the table that the run has. */
export function legendOf({ tally }: Pick<RunSummary, 'tally'>): string[] {
  const legend = [
    ...(tally.unexpected + tally.undecided > 0 ? ['! not expected'] : []),
    ...(tally.limited > 0 ? ['* with limits, which the reports list'] : []),
  ];

  return legend.length === 0 ? [] : [legend.join('; ')];
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    ['', '-mid', '-left', '-right'].map((end) => [`${side}${end}`, '']),
  ),
);
const GAP = '  ';

/** Wraps texts without colors alone: cli-table3 counts the characters of colors where it breaks words. */
function layOut(rows: readonly string[][], colWidths: number[]): string {
  const [head = [], ...body] = rows;
  const table = new Table({
    head,
    colWidths,
    chars: { ...NO_LINES, middle: GAP },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(
    ...body.map((cells) =>
      cells.map((content) =>
        stripVTControlCharacters(content) === content
          ? { content, wordWrap: true, wrapOnWordBoundary: false }
          : { content },
      ),
    ),
  );

  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function naturalWidths(rows: readonly string[][]): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
}

/**
 * Column widths that fit, taken from the widest column first. Verdicts in the last column stay whole; modes do too, unless the
 * terminal is narrower than any that people use.
 */
function fittedWidths(widths: readonly number[], width: number): number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, each) => sum + each, 0) + GAP.length * (fitted.length - 1);
  for (const least of ['private/off'.length, 10, 1])
    while (total() > width) {
      const widest = Math.max(...fitted.slice(0, -1));
      if (widest <= least) break;
      fitted[fitted.indexOf(widest)] = widest - 1;
    }

  return fitted;
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));
}
