import { counted } from '../../model/counted.ts';
import type { Expectation } from '../../model/expectations.ts';
import type { HistoryRow } from '../../model/history.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Run } from '../../model/run.ts';
import { matchRecipientExpectation } from '../expectations.ts';
import { expectedCase } from '../gate.ts';
import { compareContacts, newRecipientsOf } from './new-recipients.ts';

/**
 * New recipients of cases whose baseline is not in the run, according to earlier runs of the baseline. A history is not evidence,
 * so it only adds complaints: without one, such a case stays undecided.
 */
export function newRecipientsInHistory(
  run: Pick<Run, 'cases' | 'handsets'>,
  expectations: readonly Expectation[],
  history: readonly HistoryRow[],
): { case: string; why: string }[] {
  return run.cases.flatMap((row) => {
    const expected = expectedCase(row, run);
    const baseline = matchRecipientExpectation(expected, expectations)?.baseline;
    if (baseline === undefined || row.state !== 'decided') return [];
    const result = newRecipientsOf(row, run.cases, baseline);
    if (result.kind !== 'unknown' || !result.lacksBaseline) return [];
    const earlier = history.filter(
      (each) =>
        each.simulated === (expected.on === 'simulated') &&
        nameOfRelease(each.release) === baseline &&
        each.scenario === row.scenario &&
        each.mode === nameOfMode(row.mode) &&
        each.verdict !== 'inconclusive' &&
        each.contacts !== undefined,
    );
    if (earlier.length === 0) return [];
    const { added } = compareContacts(
      earlier.flatMap(({ contacts = [] }) => contacts),
      row.contacts ?? [],
    );

    return added.length === 0
      ? []
      : [
          {
            case: row.id,
            why: `it contacted ${added.join(', ')}, which ${baseline} did not contact in ${counted(earlier.length, 'earlier run')} of this scenario and mode`,
          },
        ];
  });
}
