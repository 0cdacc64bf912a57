import type { CaseRecord } from '../model/case.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { RunCase } from '../model/run.ts';
import { identifierLines, partyLines } from './ties.ts';

/** The reason that repeats a finding, so that it is left out where findings are listed. */
const FINDING_REASON: ReasonCode = 'history-leak';

/** The text of a case in reports: its verdict, findings, identifiers, recipients, and reasons. */
export function messageOf(row: RunCase, record: CaseRecord | undefined): string {
  const findings = (record?.findings ?? []).map(
    (finding) =>
      `${finding.canary} went to ${finding.host}, in ${[finding.part, ...finding.chain].join(' > ')}${finding.sdk ? ` (${finding.sdk})` : ''}`,
  );
  const otherReasons =
    findings.length > 0 ? row.reasons.filter(({ code }) => code !== FINDING_REASON) : row.reasons;
  const reasons = otherReasons.map((reason) => `${reason.code}: ${reason.text}`);
  const headings = {
    leaks: 'history left the phone',
    suspect: 'history may have left the phone',
    inconclusive: 'no verdict could be reached',
    clean: 'no history left the phone in this case',
  };
  const expected =
    row.verdict && row.expected.includes(row.verdict) ? 'expected' : `expected: ${row.expected.join(' or ')}`;

  return [
    `${row.verdict ?? 'inconclusive'} (${expected}): ${headings[row.verdict ?? 'inconclusive']}`,
    ...findings,
    ...identifierLines(record),
    ...partyLines(record).map((line) => `recipient: ${line}`),
    ...reasons,
  ].join('\n');
}
