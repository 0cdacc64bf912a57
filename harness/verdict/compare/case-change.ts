import type { CaseChange, Change } from '../../model/compare.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { JudgedCase } from './judged-case.ts';
import { differenceOf, movedBetween } from './moved.ts';

/** Compares the cases of two releases with the same scenario and mode. @throws {RangeError} if both are undefined */
export function compareCase(before: JudgedCase | undefined, after: JudgedCase | undefined): CaseChange {
  const presentCase = after ?? before;
  if (!presentCase) throw new RangeError('a comparison needs at least one case');
  const change = kindOf(before, after);
  const moved = change === 'still-leaking' && before && after ? movedBetween(before, after) : undefined;
  const hides = before && after ? newlyHidden(before, after) : [];
  const isKnown = before?.verdict === 'leaks' || before?.verdict === 'clean';
  const newlyLinkable =
    before && after && isKnown
      ? (differenceOf(new Set(before.identifiers), new Set(after.identifiers))?.added ?? [])
      : [];

  return {
    scenario: presentCase.scenario,
    mode: nameOfMode(presentCase.mode),
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

/**
 * Whether a leak was fixed. Two cases of the same release never show a fix. Neither does a leak that was found only
 * in later cases, if late data of the clean case may still arrive.
 */
function isFix(before: JudgedCase, after: JudgedCase): boolean {
  return !isSameRelease(before, after) && !(before.leakedLateOnly && after.awaitsMore);
}

function isSameRelease(before: JudgedCase | undefined, after: JudgedCase | undefined): boolean {
  return before !== undefined && before.release.sha256 === after?.release.sha256;
}

/** Reason codes for unreadable data that the later release sends to a recipient and the earlier one did not. */
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
  const reasonsNote = `(${firstReasons(after)})`;
  const limitsNote = after && after.limits.length > 0 ? `, with limits (${after.limits.join(', ')})` : '';
  switch (change) {
    case 'newly-leaking':
      if (isSameRelease(before, after)) return `the same release leaks now; its verdict was ${was}`;

      return before?.verdict === 'clean'
        ? 'the verdict was clean and is now leaks'
        : `the verdict was ${was} (${firstReasons(before)}) and is now leaks; an earlier leak is possible`;
    case 'still-leaking':
      return 'leaks as before';
    case 'fixed':
      return `the verdict was leaks and is now clean${limitsNote}`;
    case 'became-opaque':
      return before?.verdict === 'leaks'
        ? `the verdict was leaks; the release now sends data that cannot be read (${hides.join(', ')}), which does not count as a fix`
        : `the verdict was ${was}; the release now sends data that cannot be read (${hides.join(', ')})`;
    case 'became-undecided':
      if (after?.verdict !== 'clean') return `the verdict was ${was} and is now ${is} ${reasonsNote}`;

      return isSameRelease(before, after)
        ? 'the same release leaked in one run and is clean in the other, which does not count as a fix'
        : 'the leak was found only in later cases, and the clean case is still provisional';
    case 'still-undecided':
      return `the verdict was undecided and is still undecided ${reasonsNote}`;
    case 'became-clean':
      return `the verdict was ${was} and is now clean${limitsNote}`;
    case 'still-clean':
      return `the verdict was clean and is still clean${limitsNote}`;
    case 'not-judged-before':
      return `is ${is}${limitsNote}; the earlier release has no such case`;
    case 'not-judged-after':
      return `was ${was}; the later release has no such case`;
  }
}

function firstReasons(judged: JudgedCase | undefined): string {
  return (judged?.reasons ?? []).slice(0, 3).join(', ');
}
