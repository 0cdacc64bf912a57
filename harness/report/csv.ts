import { stringify } from 'csv-stringify/sync';
import { printable } from '../model/printable.ts';
import type { Leak } from './summary/leaks.ts';
import { sentenceOf, switchText } from './summary/sentence.ts';
import type { CaseSummary, RunSummary } from './summary/summary.ts';

type Cell = string | number | boolean | null | undefined;

/**
 * A table as CSV (RFC 4180): comma, CRLF, quotation marks where needed. A cell that begins with `=`, `+`, `-` or `@`, which a
 * spreadsheet would run as a formula, gets an apostrophe in front. Control characters, such as tabs and new lines, are replaced.
 */
export function csvOf(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => cellText(row[column]))),
    { header: true, columns: [...columns], record_delimiter: 'windows', escape_formulas: true },
  );
}

/** A row for each case: release, scenario, mode, verdict, and what is expected. */
export function verdictsCsv(summary: RunSummary): string {
  return csvOf(
    VERDICT_COLUMNS,
    summary.cases.map((each) => ({
      ...coordinatesOf(each, summary),
      verdict: each.verdict,
      outcome: each.outcome,
      expected: each.row.expected.join(' or '),
      findings: each.row.findings,
      recipients: each.row.recipients.join(' '),
      reasons: each.row.reasons.map(({ code }) => code).join(' '),
      limits: each.limits.map(({ code }) => code).join(' '),
      release_before: each.change?.release,
      verdict_before: each.change?.verdict,
      since: each.since?.text,
      seconds: each.row.durationMs / 1000,
      sentence: sentenceOf(each),
    })),
  );
}

/** A row for each value that left, by recipient, place and encoding. */
export function findingsCsv(summary: RunSummary): string {
  return csvOf(
    FINDING_COLUMNS,
    summary.cases.flatMap((each) =>
      each.leaks.map((leak) => ({
        ...coordinatesOf(each, summary),
        verdict: each.verdict,
        outcome: each.outcome,
        ...leakCells(leak),
      })),
    ),
  );
}

const COORDINATES = [
  'run',
  'case',
  'simulated',
  'family',
  'version',
  'version_code',
  'sha256',
  'scenario',
  'mode',
  'statistics_switch',
  'handset',
  'android',
  'verdict',
  'outcome',
];

const VERDICT_COLUMNS = [
  ...COORDINATES,
  'expected',
  'findings',
  'recipients',
  'reasons',
  'limits',
  'release_before',
  'verdict_before',
  'since',
  'seconds',
  'sentence',
];

const FINDING_COLUMNS = [
  ...COORDINATES,
  'canary',
  'kind',
  'value',
  'host',
  'owner',
  'country',
  'sdk',
  'part',
  'encoding',
  'match',
  'confidence',
  'proven',
  'requests',
  'har_entries',
  'identifiers',
];

function coordinatesOf({ row, mode, simulated }: CaseSummary, { run }: RunSummary): Record<string, Cell> {
  const handset = row.handset === null ? undefined : run.handsets[row.handset];

  return {
    run: run.id,
    case: row.id,
    simulated,
    family: row.release.family,
    version: row.release.versionName,
    version_code: row.release.versionCode,
    sha256: row.release.sha256,
    scenario: row.scenario,
    mode,
    statistics_switch: switchText(row),
    handset: handset?.model,
    android: handset?.android,
  };
}

function leakCells(leak: Leak): Record<string, Cell> {
  return {
    canary: leak.canary,
    kind: leak.kind,
    value: leak.value,
    host: leak.host,
    owner: leak.owner,
    country: leak.country,
    sdk: leak.sdk,
    part: leak.part,
    encoding: leak.chain.join(' > '),
    match: leak.match,
    confidence: leak.confidence,
    proven: leak.isProven,
    requests: leak.exchanges.length,
    har_entries: leak.exchanges.join(' '),
    identifiers: [...new Set(leak.identifiers.map(({ name }) => name))].join(' '),
  };
}

function cellText(cell: Cell): string {
  return printable(String(cell ?? ''));
}
