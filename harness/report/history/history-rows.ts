import type { HistoryRow } from '../../model/history.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { Run } from '../../model/run.ts';
import { summarize } from '../summary/summary.ts';

/** The decided cases of a run as rows of a history. A case that was never decided says nothing about its release. */
export function historyRowsOf(run: Run, digest: string): HistoryRow[] {
  const { cases } = summarize(run, { digest, decidedCase: () => undefined });

  return cases.flatMap(({ row, verdict, outcome, simulated }): HistoryRow[] => {
    const handset = row.handset === null ? undefined : run.handsets[row.handset];
    if (row.state !== 'decided' || !handset) return [];
    const { family, versionName, versionCode, sha256 } = row.release;

    return [
      {
        run: run.id,
        at: run.startedAt,
        rules: run.rules,
        tool: run.tool.version,
        simulated,
        handset: `${handset.model}, Android ${handset.android}, ${handset.rooted ? 'rooted' : 'not rooted'}`,
        release: { family, versionName, versionCode, sha256 },
        scenario: row.scenario,
        mode: nameOfMode(row.mode) as HistoryRow['mode'],
        verdict,
        outcome,
        recipients: row.recipients,
        ...(row.contacts && { contacts: row.contacts }),
        findings: row.findings,
        digest,
      },
    ];
  });
}

/** Rows of one case kept besides the first of each verdict. */
const MOST_ROWS_OF_CASE = 30;

/**
 * A history with a run added, oldest run first; earlier rows of the same run are replaced. Of each release, scenario and mode, the
 * first row of each verdict and the newest rows stay, so that the file does not grow without end.
 */
export function withRun(
  rows: readonly HistoryRow[],
  added: readonly HistoryRow[],
  run: string,
): HistoryRow[] {
  const all = [...rows.filter((row) => row.run !== run), ...added].toSorted((a, b) =>
    a.at === b.at ? 0 : a.at < b.at ? -1 : 1,
  );
  const byCase = new Map<string, HistoryRow[]>();
  for (const row of all) {
    const key = historyKeyOf(row);
    const known = byCase.get(key);
    if (known) known.push(row);
    else byCase.set(key, [row]);
  }
  const kept = new Set(
    [...byCase.values()].flatMap((ofCase) => [
      ...new Map(ofCase.toReversed().map((row) => [`${row.verdict} ${row.rules}`, row])).values(),
      ...ofCase.slice(-MOST_ROWS_OF_CASE),
    ]),
  );

  return all.filter((row) => kept.has(row));
}

/** Equal for the same file, scenario, mode and kind of handset. */
export function historyKeyOf({ release, scenario, mode, simulated }: HistoryRow): string {
  return JSON.stringify([release.sha256, scenario, mode, simulated]);
}
