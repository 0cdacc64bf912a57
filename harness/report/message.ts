import type { CaseRecord } from '../model/case.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { RunCase } from '../model/run.ts';
import { identifierLines, partyLines } from './ties.ts';

/** The reason that only repeats a finding. */
const SAYS_ITS_FINDING: ReasonCode = 'history-leak';

/** A case in a report: its verdict, each finding, identifiers, recipients, and the reasons of the verdict. */
export function messageOf(row: RunCase, record: CaseRecord | undefined): string {
  const findings = (record?.findings ?? []).map(
    (finding) =>
      `${finding.canary} went to ${finding.host}, in ${[finding.part, ...finding.chain].join(' > ')}${finding.sdk ? ` (${finding.sdk})` : ''}`,
  );
  const listed =
    findings.length > 0 ? row.reasons.filter(({ code }) => code !== SAYS_ITS_FINDING) : row.reasons;
  const reasons = listed.map((reason) => `${reason.code}: ${reason.text}`);
  const heads = {
    leaks: 'history left the phone',
    suspect: 'history may have left the phone',
    inconclusive: 'no verdict could be reached',
    clean: 'no history left the phone in this case',
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
