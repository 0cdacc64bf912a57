import { printable } from '../model/printable.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { leakLine } from './summary/leak-text.ts';
import { claimedLeaks } from './summary/leaks.ts';
import { OUTCOME_TEXTS, sentenceOf } from './summary/sentence.ts';
import type { CaseSummary } from './summary/summary.ts';
import { identifierLines, partyLines } from './ties.ts';

/** The reason that repeats a finding, so that it is left out where findings are listed. */
const FINDING_REASON: ReasonCode = 'history-leak';

/** What a case is called, and its sentence: `new leak: mint@3.4.3 sent ...`. */
export function titleOf(each: CaseSummary): string {
  return `${OUTCOME_TEXTS[each.outcome]}: ${sentenceOf(each)}`;
}

/** The text of a case in reports: its title on the first line, then what `detailsOf` lists. */
export function messageOf(each: CaseSummary): string {
  return [titleOf(each), ...detailsOf(each)].join('\n');
}

/** The findings of a case, identifiers sent with them, recipients and reasons, a line each and without control characters. */
export function detailsOf(each: CaseSummary): string[] {
  const { record, row, leaks } = each;
  const claimed = new Set(each.verdict === 'leaks' ? claimedLeaks(leaks) : leaks);
  const reasons = leaks.length > 0 ? row.reasons.filter(({ code }) => code !== FINDING_REASON) : row.reasons;

  return [
    `verdict: ${each.verdict}, expected: ${row.expected.join(' or ')}`,
    ...leaks.map(
      (leak) => `${leakLine(leak)}${claimed.has(leak) ? '' : '; this finding does not prove a leak'}`,
    ),
    ...identifierLines(record),
    ...partyLines(record).map((line) => `recipient: ${line}`),
    ...reasons.map(({ code, text }) => `${code}: ${text}`),
  ].map(printable);
}
