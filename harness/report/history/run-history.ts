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
  /** Warnings, and the cases of the run whose verdict is not stable, a line each. */
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
  const keys = new Set(own.map(historyKeyOf));
  const ofOwnCases = rows.filter((row) => keys.has(historyKeyOf(row)));
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
      ...flakyCasesOf(ofOwnCases, run.rules).map(
        ({ release, scenario, mode, text }) => `${release}, ${scenario}, ${mode}: ${text}`,
      ),
    ].map(printable),
    save: () => writeHistory(file, rows),
  };
}

function isRowOf({ release, scenario, mode }: HistoryRow, row: RunCase): boolean {
  return release.sha256 === row.release.sha256 && scenario === row.scenario && mode === nameOfMode(row.mode);
}
