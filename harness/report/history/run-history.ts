import type { HistoryRow } from '../../model/history.ts';
import { nameOfMode } from '../../model/mode.ts';
import { printable } from '../../model/printable.ts';
import type { Run, RunCase } from '../../model/run.ts';
import { type AllureHistory, allureHistory } from './allure-history.ts';
import { flakyCasesOf } from './flaky.ts';
import { readHistory, writeHistory } from './history-file.ts';
import { historyKeyOf, historyRowsOf, withRun } from './history-rows.ts';
import { type KnownSince, sinceOf } from './since.ts';

/** A run within the history of the runs before it. */
export interface RunHistory {
  /** The rows of all runs, this one included. */
  rows: readonly HistoryRow[];
  /** Since when a case leaks; undefined for a case that does not leak. */
  sinceOf(row: RunCase): KnownSince | undefined;
  allure: AllureHistory;
  /** What the history adds to a run, a line each: leaks with since when, verdicts that are not stable, warnings. */
  lines: string[];
  /** Writes the history back with this run. */
  save(): Promise<void>;
}

/**
 * Reads the history in a file and adds a run that has ended. Nothing in a history changes a verdict or the gate.
 * @param digest the digest of the run
 * @throws {Fault} for a file that is no history
 */
export async function openHistory(file: string, run: Run, digest: string): Promise<RunHistory> {
  const { rows: earlier, warnings } = await readHistory(file);
  const own = historyRowsOf(run, digest);
  const rows = withRun(earlier, own, run.id);
  const since = (row: RunCase) => {
    const leaking = own.find((each) => isRowOf(each, row));

    return leaking?.verdict === 'leaks' ? sinceOf(leaking, rows) : undefined;
  };

  return {
    rows,
    sinceOf: since,
    allure: allureHistory({ file, run: run.id }),
    lines: [
      ...warnings,
      ...linesOf(run, since),
      ...flakyCasesOf(rows.filter(isOfStableLookingCase(own)), run.rules).map(
        ({ release, scenario, mode, text }) => `${release}, ${scenario}, ${mode}: ${text}`,
      ),
    ].map(printable),
    save: () => writeHistory(file, rows),
  };
}

function linesOf(run: Run, since: RunHistory['sinceOf']): string[] {
  return run.cases.flatMap((row) => {
    const known = since(row);
    const { family, versionName } = row.release;

    return known ? [`${family}@${versionName}, ${row.scenario}, ${nameOfMode(row.mode)}: ${known.text}`] : [];
  });
}

/** The text on since when a case leaks says itself whether that is stable. */
function isOfStableLookingCase(own: readonly HistoryRow[]): (row: HistoryRow) => boolean {
  const keys = new Set(own.filter(({ verdict }) => verdict !== 'leaks').map(historyKeyOf));

  return (row) => keys.has(historyKeyOf(row));
}

function isRowOf({ release, scenario, mode }: HistoryRow, row: RunCase): boolean {
  return release.sha256 === row.release.sha256 && scenario === row.scenario && mode === nameOfMode(row.mode);
}
