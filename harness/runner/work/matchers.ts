import { expect as jestExpect } from 'expect';
import type { CaseRecord } from '../../model/case.ts';
import type { Planted } from './sites.ts';

/** What a case sent, asked for its verdict. The first question ends the case: it waits for uploads, restores and judges. */
export interface Traffic {
  judge(): Promise<CaseRecord>;
}

interface LeakMatchers {
  /**
   * Whether the release told anybody of what was planted. Has two honest answers, leaks and clean; everything else throws,
   * so that `.not` can never turn a doubt into a pass.
   */
  toLeak(...planted: Planted[]): Promise<void>;
}

jestExpect.extend({
  async toLeak(received: unknown, ...planted: Planted[]) {
    const record = await (received as Traffic).judge();
    if (record.verdict !== 'leaks' && record.verdict !== 'clean') throw new UndecidedError(record);
    const asked = planted.map((each) => each.id).join(', ');

    return {
      pass: record.verdict === 'leaks',
      message: () =>
        record.verdict === 'leaks'
          ? leakMessage(record)
          : `expected ${asked} to leak, but ${record.facts.id} is clean`,
    };
  },
});

/** The assertions of the specs. */
export const expect = jestExpect as unknown as (traffic: Traffic) => LeakMatchers & { not: LeakMatchers };

/** Neither leaks nor clean: no assertion may pass on it. */
export class UndecidedError extends Error {
  override readonly name = 'Undecided';

  constructor(record: CaseRecord) {
    super(
      `${record.facts.id} is ${record.verdict}: ${record.reasons.map((reason) => `${reason.code} (${reason.text})`).join('; ')}`,
    );
  }
}

/** Names canary, recipient and chain of each finding; begins with the word by which the reporter tells failed from broken. */
export function leakMessage(record: CaseRecord): string {
  const where = record.facts.handset.simulated ? ' (simulated)' : '';
  const rows = record.findings.map(
    (finding) =>
      `  ${finding.canary} went to ${finding.host}, in ${[finding.part, ...finding.chain].join(' > ')}${finding.sdk ? ` (${finding.sdk})` : ''}`,
  );

  return [`expected no history to leave, but ${record.facts.id}${where} leaks:`, ...rows].join('\n');
}
