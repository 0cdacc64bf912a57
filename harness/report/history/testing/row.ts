import type { HistoryRow } from '../../../model/history.ts';
import type { Verdict } from '../../../model/verdict.ts';

export const RULES = 'ab'.repeat(32);
export const OTHER_RULES = 'cd'.repeat(32);

/** A row of a history for mint, of `3.4.<patch>`, in a run on a day of November 2026. */
export function historyRow(
  patch: number,
  verdict: Verdict,
  day: number,
  more: Partial<HistoryRow> = {},
): HistoryRow {
  return {
    run: `run-${day}`,
    at: `2026-11-${String(day).padStart(2, '0')}T01:00:00.000Z`,
    rules: RULES,
    tool: '0.1.0',
    simulated: true,
    handset: 'Redmi Note 8, Android 13, rooted',
    release: {
      family: 'mint',
      versionName: `3.4.${patch}`,
      versionCode: 30_400 + patch,
      sha256: `${patch}`.repeat(64).slice(0, 64),
    },
    scenario: 'visit-typed',
    mode: 'private',
    verdict,
    outcome: verdict === 'leaks' ? 'new-leak' : 'clean',
    recipients: [],
    contacts: [],
    findings: 0,
    digest: 'ef'.repeat(32),
    ...more,
  };
}
