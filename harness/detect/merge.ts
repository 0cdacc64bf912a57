import { kindOf, printChain, printStep, type Step } from './chain.ts';
import type { Sighting } from './search.ts';

/** Maximum number of sightings per canary and part that are compared. Those with the fewest guesses are kept. */
const MAX_SIGHTINGS = 1000;

/**
 * Removes duplicate sightings of one part. One occurrence is often seen in several layers: in a JSON text, and in its
 * string with the URL. Keeps the most specific sightings: the innermost named place, the better match, the fewest
 * guesses. Keeps at most 1000 sightings per canary.
 */
export function mergeSightings(sightings: readonly Sighting[]): Sighting[] {
  const merged = new Map<string, Sighting>();
  for (const candidates of groupByCanary(sightings))
    for (const each of bestSightings(candidates)) {
      const key = JSON.stringify([each.canary, printChain(each.chain)]);
      const existing = merged.get(key);
      if (!existing || qualityOf(each) > qualityOf(existing)) merged.set(key, each);
    }

  return [...merged.values()];
}

/** The sightings for which there is no better one. If each has a better one, only the best. */
function bestSightings(candidates: readonly Sighting[]): Sighting[] {
  const remaining = candidates.filter((each) => !candidates.some((b) => b !== each && isBetterThan(b, each)));
  if (remaining.length > 0) return remaining;

  return candidates
    .toSorted((a, b) => qualityOf(b) - qualityOf(a) || guessCount(a) - guessCount(b))
    .slice(0, 1);
}

function groupByCanary(sightings: readonly Sighting[]): Sighting[][] {
  const groups = new Map<number, Sighting[]>();
  for (const each of sightings) {
    const group = groups.get(each.canary);
    if (group) group.push(each);
    else groups.set(each.canary, [each]);
  }

  return [...groups.values()].map((group) =>
    group.length <= MAX_SIGHTINGS
      ? group
      : group.toSorted((a, b) => guessCount(a) - guessCount(b)).slice(0, MAX_SIGHTINGS),
  );
}

/** Whether `a` describes the same occurrence as `b`, and better. */
function isBetterThan(a: Sighting, b: Sighting): boolean {
  if (isDigest(a) && isDigest(b) && a.match === b.match) {
    const [shorter, longer] = a.chain.length < b.chain.length ? [a, b] : [b, a];
    if (shorter.chain.length < longer.chain.length && startsWith(longer, shorter.chain.length, shorter)) {
      const steps = longer.chain.slice(shorter.chain.length);

      return (
        steps.every((step) => kindOf(step) === 'structure' && !printStep(step).endsWith('-name')) ===
        (a === longer)
      );
    }
  }
  if (isDecodedFurtherInside(a, b)) return qualityOf(a) >= qualityOf(b);
  if (isDecodedFurtherInside(b, a)) return qualityOf(a) > qualityOf(b);
  if (startsWith(a, b.chain.length, b) && a.chain.length > b.chain.length) {
    const steps = a.chain.slice(b.chain.length);
    /** A value decoded as a whole: its raw bytes can contain pieces of the output. */
    if (steps[0] && kindOf(steps[0]) === 'whole')
      return qualityOf(a) > qualityOf(b) || (qualityOf(a) === qualityOf(b) && guessCount(a) <= guessCount(b));
    if (steps.every(isStructure)) return qualityOf(a) >= qualityOf(b);

    return (
      steps.every((step) => isStructure(step) || kindOf(step) === 'rewrite') && qualityOf(a) > qualityOf(b)
    );
  }
  if (startsWith(b, a.chain.length, a) && b.chain.length > a.chain.length)
    return b.chain.slice(a.chain.length).every(isStructure)
      ? qualityOf(a) > qualityOf(b)
      : guessCount(a) < guessCount(b) && qualityOf(a) >= qualityOf(b);
  const guess = b.chain.findIndex(isGuess);

  return (
    guess >= 0 && startsWith(a, guess, b) && guessCount(a) < guessCount(b) && qualityOf(a) >= qualityOf(b)
  );
}

/** Whether both chains end in the same guess, made on a text in `outer` and on a named part of it in `inner`. */
function isDecodedFurtherInside(inner: Sighting, outer: Sighting): boolean {
  const last = outer.chain.at(-1);
  if (!last || kindOf(last) !== 'inside' || !isSame(inner.chain.at(-1), last)) return false;
  const shared = outer.chain.length - 1;

  return (
    inner.chain.length > outer.chain.length &&
    startsWith(inner, shared, outer) &&
    inner.chain.slice(shared, -1).every(isStructure)
  );
}

/** A digest is reported as written, in hex or base64. The bytes that these decode to are the same digest. */
function isDigest({ match }: Sighting): boolean {
  return match.startsWith('digest:');
}

/** Whether the first `length` steps are the same. */
function startsWith(a: Sighting, length: number, b: Sighting): boolean {
  for (let at = 0; at < length; at++) if (!isSame(a.chain[at], b.chain[at])) return false;

  return a.chain.length >= length;
}

function isSame(a: Step | undefined, b: Step | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && printStep(a) === printStep(b));
}

function isStructure(step: Step): boolean {
  return kindOf(step) === 'structure';
}

function isGuess(step: Step): boolean {
  const kind = kindOf(step);

  return kind === 'rewrite' || kind === 'inside';
}

function guessCount(sighting: Sighting): number {
  return sighting.chain.filter(isGuess).length;
}

/** From worst to best. A digest is not listed and ranks below all of these. */
const MATCHES = ['part', 'host', 'whole'];

function qualityOf(sighting: Sighting): number {
  return (sighting.confidence === 'certain' ? 10 : 0) + MATCHES.indexOf(sighting.match);
}
