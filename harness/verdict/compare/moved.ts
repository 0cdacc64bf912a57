import type { Difference, Moved } from '../../model/compare.ts';
import type { JudgedCase, SentFinding } from './judged-case.ts';

const TRAITS: Record<keyof Moved, (finding: SentFinding) => string | undefined> = {
  recipient: ({ host }) => host,
  encoding: encodingOf,
  sdk: ({ sdk }) => sdk,
  sender: ({ sender }) => sender,
};

/** Traits that a phone may not report. If one finding lacks such a trait, the trait is not compared. */
const MAY_BE_UNKNOWN: ReadonlySet<keyof Moved> = new Set(['sender']);

/** How the leaks of two releases differ; undefined if they are equal. */
export function movedBetween(before: JudgedCase, after: JudgedCase): Moved | undefined {
  const moved: Moved = {};
  for (const trait of Object.keys(TRAITS) as (keyof Moved)[]) {
    if (
      MAY_BE_UNKNOWN.has(trait) &&
      [...before.findings, ...after.findings].some((each) => !TRAITS[trait](each))
    )
      continue;
    const difference = differenceOf(traitValues(before, trait), traitValues(after, trait));
    if (difference) moved[trait] = difference;
  }

  return Object.keys(moved).length > 0 ? moved : undefined;
}

/** The values that are in one set only, sorted; undefined if both sets are equal. */
export function differenceOf(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Difference | undefined {
  const gone = [...before].filter((each) => !after.has(each)).toSorted();
  const added = [...after].filter((each) => !before.has(each)).toSorted();

  return gone.length + added.length > 0 ? { gone, added } : undefined;
}

function traitValues({ findings }: JudgedCase, trait: keyof Moved): Set<string> {
  return new Set(findings.map(TRAITS[trait]).filter((value) => value !== undefined));
}

/**
 * `request.body > form > base64 > gzip > json`: without field names and positions, which differ between messages.
 * A joined finding (from several exchanges) has its first step only.
 */
function encodingOf({ part, chain }: SentFinding): string {
  const steps = chain.map((step) => /^[^:]*/.exec(step)?.[0] ?? step);

  return [part.replace(/\[\d+\]$/, ''), ...steps].join(' > ');
}
