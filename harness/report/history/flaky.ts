import { counted } from '../../model/counted.ts';
import type { HistoryRow } from '../../model/history.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Verdict } from '../../model/verdict.ts';
import { historyKeyOf } from './history-rows.ts';

/** A case whose verdict differs between runs of the same file under the same rules. */
export interface FlakyCase {
  release: string;
  scenario: string;
  mode: string;
  simulated: boolean;
  /** `not stable: leaks in 2 of 5 runs under the same rules, clean in 3` */
  text: string;
}

/**
 * The cases whose verdict is not stable. Only rows under the current rules count: other rules may judge the same traffic
 * differently.
 */
export function flakyCasesOf(rows: readonly HistoryRow[], rules: string): FlakyCase[] {
  const byCase = new Map<string, HistoryRow[]>();
  for (const row of rows) {
    const key = historyKeyOf(row);
    byCase.set(key, [...(byCase.get(key) ?? []), row]);
  }

  return [...byCase.values()].flatMap((ofCase) => {
    const [first] = ofCase;
    const text = instabilityOf(ofCase, rules);
    if (!first || text === undefined) return [];
    const { release, scenario, mode, simulated } = first;

    return [{ release: nameOfRelease(release), scenario, mode, simulated, text }];
  });
}

const ORDER: readonly Verdict[] = ['leaks', 'suspect', 'inconclusive', 'clean'];

/** How the verdicts of one case differ under the same rules; undefined if they do not. */
export function instabilityOf(rows: readonly HistoryRow[], rules: string): string | undefined {
  const judged = rows.filter((row) => row.rules === rules);
  const counts = ORDER.map((verdict) => ({
    verdict,
    count: judged.filter((row) => row.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const [worst, ...others] = counts;
  if (!worst || others.length === 0) return undefined;
  const rest = others.map(({ verdict, count }) => `${verdict} in ${count}`).join(', ');

  return `not stable: ${worst.verdict} in ${worst.count} of ${counted(judged.length, 'run')} under the same rules, ${rest}`;
}
