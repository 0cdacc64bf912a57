import type { CaseRecord } from '../model/case.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { RunCase } from '../model/run.ts';
import { identifierLines, partyLines } from './ties.ts';

/** The reason that repeats a finding word for word. */
const SAYS_ITS_FINDING: ReasonCode = 'history-leak';

/** What a report says of a case: for a leak canary, recipient and chain; for a doubt its reasons. */
export function messageOf(row: RunCase, record: CaseRecord | undefined): string {
  const findings = (record?.findings ?? []).map(
    (finding) =>
      `${finding.canary} went to ${finding.host}, in ${[finding.part, ...finding.chain].join(' > ')}${finding.sdk ? ` (${finding.sdk})` : ''}`,
  );
  const listed =
    findings.length > 0 ? row.reasons.filter(({ code }) => code !== SAYS_ITS_FINDING) : row.reasons;
  const reasons = listed.map((reason) => `${reason.code}: ${reason.text}`);
  const heads = {
    leaks: 'history leaves the phone',
    suspect: 'history may leave the phone',
    inconclusive: 'no verdict could be reached',
    clean: 'no history was seen to leave the phone',
  };
  const expected =
    row.verdict && row.expected.includes(row.verdict) ? 'expected' : `expected: ${row.expected.join(' or ')}`;

  return [
    `${row.verdict ?? 'inconclusive'} (${expected}): ${heads[row.verdict ?? 'inconclusive']}`,
    ...findings,
    ...identifierLines(record),
    ...partyLines(record).map((line) => `recipient: ${line}`),
    ...reasons,
  ].join('\n');
}
