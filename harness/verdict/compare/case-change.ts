import type { CaseChange, Change } from '../../model/compare.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { JudgedCase } from './judged-case.ts';
import { differenceOf, movedBetween } from './moved.ts';

/** Compares a case of two releases. @throws {RangeError} without either */
export function changeOf(before: JudgedCase | undefined, after: JudgedCase | undefined): CaseChange {
  const either = after ?? before;
  if (!either) throw new RangeError('a change needs a case before or after it');
  const change = kindOf(before, after);
  const moved = change === 'still-leaking' && before && after ? movedBetween(before, after) : undefined;
  const hides = before && after ? newlyHidden(before, after) : [];
  const isKnown = before?.verdict === 'leaks' || before?.verdict === 'clean';
  const newlyLinkable =
    before && after && isKnown
      ? (differenceOf(new Set(before.identifiers), new Set(after.identifiers))?.added ?? [])
      : [];

  return {
    scenario: either.scenario,
    mode: nameOfMode(either.mode),
    change,
    before: before?.verdict ?? null,
    after: after?.verdict ?? null,
    ...(moved && { moved }),
    ...(hides.length > 0 && { hides }),
    ...(newlyLinkable.length > 0 && { newlyLinkable }),
    ...handsetsOf(before, after),
    text: sentenceOf(change, before, after, hides),
  };
}

function kindOf(before: JudgedCase | undefined, after: JudgedCase | undefined): Change {
  if (!before) return 'not-judged-before';
  if (!after) return 'not-judged-after';
  if (after.verdict === 'leaks') return before.verdict === 'leaks' ? 'still-leaking' : 'newly-leaking';
  if (after.verdict === 'clean') {
    if (before.verdict === 'leaks') return isFix(before, after) ? 'fixed' : 'became-undecided';

    return before.verdict === 'clean' ? 'still-clean' : 'became-clean';
  }
  if (newlyHidden(before, after).length > 0) return 'became-opaque';

  return before.verdict === 'leaks' || before.verdict === 'clean' ? 'became-undecided' : 'still-undecided';
}

/** The same release being clean in another run is no fix, nor is a late leak that was not waited for. */
function isFix(before: JudgedCase, after: JudgedCase): boolean {
  return !isSame(before, after) && !(before.leakedLateOnly && after.awaitsMore);
}

function isSame(before: JudgedCase | undefined, after: JudgedCase | undefined): boolean {
  return before !== undefined && before.release.sha256 === after?.release.sha256;
}

/** Codes of what the later release hides and the earlier one did not, or not from that recipient. */
function newlyHidden(before: JudgedCase, after: JudgedCase): string[] {
  const hidden = after.hidden.filter((each) => !before.hidden.includes(each));

  return [...new Set(hidden.map((each) => each.split(' ', 1)[0] ?? each))];
}

function handsetsOf(
  before: JudgedCase | undefined,
  after: JudgedCase | undefined,
): Pick<CaseChange, 'handsets'> {
  if (!before?.handset || !after?.handset || before.handset === after.handset) return {};

  return { handsets: { before: before.handset, after: after.handset } };
}

function sentenceOf(
  change: Change,
  before: JudgedCase | undefined,
  after: JudgedCase | undefined,
  hides: readonly string[],
): string {
  const was = before?.verdict ?? 'unknown';
  const is = after?.verdict ?? 'unknown';
  const why = `(${whyOf(after)})`;
  const cleanly = after && after.limits.length > 0 ? `, with limits (${after.limits.join(', ')})` : '';
  switch (change) {
    case 'newly-leaking':
      if (isSame(before, after)) return `the same release leaks now; it was ${was}`;

      return before?.verdict === 'clean'
        ? 'leaks now; it was clean'
        : `leaks now; it was ${was}, and may have leaked before (${whyOf(before)})`;
    case 'still-leaking':
      return 'leaks as before';
    case 'fixed':
      return `leaked, and is clean now${cleanly}`;
    case 'became-opaque':
      return before?.verdict === 'leaks'
        ? `leaked, and now sends data that cannot be read (${hides.join(', ')}): no fix`
        : `was ${was}, and now sends data that cannot be read (${hides.join(', ')})`;
    case 'became-undecided':
      if (after?.verdict !== 'clean') return `was ${was}, and is ${is} now ${why}`;

      return isSame(before, after)
        ? 'the same release leaked in one run and is clean in the other: no fix'
        : 'leaked late, and late data was not waited for this time (provisional)';
    case 'still-undecided':
      return `undecided before and now ${why}`;
    case 'became-clean':
      return `is clean now${cleanly}; it was ${was}`;
    case 'still-clean':
      return `clean before and now${cleanly}`;
    case 'not-judged-before':
      return `is ${is}${cleanly}; the earlier release has no such case`;
    case 'not-judged-after':
      return `was ${was}; the later release has no such case`;
  }
}

function whyOf(judged: JudgedCase | undefined): string {
  return (judged?.reasons ?? []).slice(0, 3).join(', ');
}
