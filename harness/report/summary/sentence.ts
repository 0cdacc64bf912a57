import { counted } from '../../model/counted.ts';
import { printable } from '../../model/printable.ts';
import { recipientText, sentText, shortText } from './leak-text.ts';
import { claimedLeaks } from './leaks.ts';
import type { CaseSummary, Outcome } from './summary.ts';

/** Characters of a reason that a sentence shows; the details of a case have the whole reason. */
const MAX_CAUSE = 400;

/** What reports call an outcome. */
export const OUTCOME_TEXTS: Readonly<Record<Outcome, string>> = {
  'new-leak': 'new leak',
  unexpected: 'not expected',
  undecided: 'undecided',
  'known-leak': 'known leak',
  'leak-gone': 'leak gone',
  'expected-undecided': 'undecided, as expected',
  limited: 'clean with limits',
  clean: 'clean',
};

/**
 * What a case found, in one sentence without control characters; every report uses it. A leak names the value, the recipient,
 * its owner, the mode, and since when: `mint@3.4.3 sent the searched words "garden kettle" to sa.api.intl.miui.com (Xiaomi) in
 * private mode; new since 3.4.2`.
 */
export function sentenceOf(each: CaseSummary): string {
  return printable(sentenceFor(each));
}

/** The sentence for several leaking cases of one release and mode. */
export function leakSentence(cases: readonly [CaseSummary, ...CaseSummary[]]): string {
  const [first] = cases;
  const leaks = cases.flatMap((each) => claimedLeaks(each.leaks));
  const recipients = [...new Set(cases.flatMap(({ row }) => row.recipients))];
  const sent =
    leaks.length > 0
      ? sentText(leaks)
      : `history to ${recipients.map((host) => recipientText({ host, owner: null })).join(', ') || 'an unknown recipient'}`;
  const since = new Set(cases.map(sinceText));
  const [only] = since;

  return printable(
    `${first.release} sent ${sent} ${modeText(first)}${since.size === 1 && only !== undefined ? `; ${only}` : ''}`,
  );
}

/** The mode, and the statistics switch where the release has one: `in private mode, with the statistics switch off`. */
export function modeText({ mode, row }: Pick<CaseSummary, 'mode' | 'row'>): string {
  if (mode === 'normal') return 'in normal mode';
  const position = switchText(row);

  return position === undefined
    ? 'in private mode'
    : `in private mode, with the statistics switch ${position}`;
}

/** The position of the statistics switch: `as shipped (on)`, `off`; undefined for a release without one. */
export function switchText({ mode }: CaseSummary['row']): string | undefined {
  if (mode.statistics !== 'default') return mode.statistics;
  if (mode.switch === null) return undefined;

  return `as shipped (${mode.switch.checked ? 'on' : 'off'})`;
}

function sentenceFor(each: CaseSummary): string {
  const { release, outcome, row, changed, limits, verdict } = each;
  if (verdict === 'leaks') {
    const expired = row.expected.includes('leaks') ? each.gateFailures : [];

    return [leakSentence([each]), ...expired].join('; ');
  }
  const subject = `${release} ${modeText(each)}`;
  if (verdict === 'suspect')
    return `${release} may have sent ${each.leaks.length > 0 ? sentText(each.leaks) : 'something that depends on what was browsed'} ${modeText(each)}: ${causeOf(each)}`;
  if (verdict === 'inconclusive') return `no verdict on ${subject}: ${causeOf(each)}`;
  const clean = `${release} sent nothing of what was browsed ${modeText(each)}`;
  if (outcome === 'unexpected') return `${clean}, but the gate fails: ${each.gateFailures.join('; ')}`;
  if (changed !== undefined) return `${clean}; ${changed}`;

  return limits.length > 0
    ? `${clean}; ${counted(limits.length, 'limit narrows', 'limits narrow')} this claim`
    : clean;
}

/** Since when a case leaks. Without a history, only the release before in the same run is known. */
function sinceText({ since, change }: CaseSummary): string | undefined {
  if (since) return since.text;
  if (!change) return undefined;
  const before = change.release.replace(/^[^@]*@/, '');
  if (change.verdict === 'leaks') return `${before} leaked too`;

  return change.verdict === 'clean'
    ? `new since ${before}`
    : `unknown since when, as ${before} was ${change.verdict}`;
}

/** Why a case has no clear verdict: the sentence of the first reason that says so. */
function causeOf({ doubts, row }: CaseSummary): string {
  const [first] = doubts.length > 0 ? doubts : row.reasons;

  return shortText((first?.text ?? 'no reason was recorded').replace(/\.$/, ''), MAX_CAUSE);
}
