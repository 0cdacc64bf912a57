import type { CaseChange, Change } from '../../model/compare.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { JudgedCase } from './judged-case.ts';
import { differenceOf, movedBetween } from './moved.ts';

/** Reasons that say: something was sent, and nobody could read it. */
export const HIDING: ReadonlySet<string> = new Set([
  'opaque-upload',
  'tls-refused',
  'collector-unproven',
  'key-not-served',
  'around-recorder',
  'not-http',
  'silent-tunnel',
  'size-follows-address',
]);

/** What became of a case from one release to the next. @throws {RangeError} without either */
export function changeOf(before: JudgedCase | undefined, after: JudgedCase | undefined): CaseChange {
  const either = after ?? before;
  if (!either) throw new RangeError('a change needs a case before or after it');
  const change = kindOf(before, after);
  const moved = change === 'still-leaking' && before && after ? movedBetween(before, after) : undefined;
  const hides = before && after ? newlyHidden(before, after) : [];
  const newlyLinkable =
    before && after
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
    text: sentenceOf(change, before, after, hides),
  };
}

function kindOf(before: JudgedCase | undefined, after: JudgedCase | undefined): Change {
  if (!before) return 'not-judged-before';
  if (!after) return 'not-judged-after';
  if (after.verdict === 'leaks') return before.verdict === 'leaks' ? 'still-leaking' : 'newly-leaking';
  if (after.verdict === 'clean') {
    if (before.verdict === 'leaks') return 'fixed';

    return before.verdict === 'clean' ? 'still-clean' : 'became-clean';
  }
  if (newlyHidden(before, after).length > 0) return 'became-opaque';

  return before.verdict === 'leaks' || before.verdict === 'clean' ? 'became-undecided' : 'still-undecided';
}

function newlyHidden(before: JudgedCase, after: JudgedCase): string[] {
  return [...new Set(after.reasons)].filter((code) => HIDING.has(code) && !before.reasons.includes(code));
}

function sentenceOf(
  change: Change,
  before: JudgedCase | undefined,
  after: JudgedCase | undefined,
  hides: readonly string[],
): string {
  const why = (after?.reasons ?? []).slice(0, 3).join(', ');
  switch (change) {
    case 'newly-leaking':
      return `leaks now; it was ${before?.verdict ?? 'unknown'}`;
    case 'still-leaking':
      return 'leaks as before';
    case 'fixed':
      return 'leaked, and is clean now';
    case 'became-opaque':
      return before?.verdict === 'leaks'
        ? `leaked, and now sends what nobody can read (${hides.join(', ')}): that is no fix`
        : `was ${before?.verdict ?? 'unknown'}, and now sends what nobody can read (${hides.join(', ')})`;
    case 'became-undecided':
      return `was ${before?.verdict ?? 'unknown'}, and is ${after?.verdict ?? 'unknown'} now (${why})`;
    case 'still-undecided':
      return `undecided before and now (${why})`;
    case 'became-clean':
      return `is clean now; it was ${before?.verdict ?? 'unknown'}`;
    case 'still-clean':
      return 'clean before and now';
    case 'not-judged-before':
      return `is ${after?.verdict ?? 'unknown'}; the earlier release has no such case`;
    case 'not-judged-after':
      return `was ${before?.verdict ?? 'unknown'}; the later release has no such case`;
  }
}
