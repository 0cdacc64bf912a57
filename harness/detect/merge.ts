import { kindOf, printChain, printStep, type Step } from './chain.ts';
import type { Sighting } from './search.ts';

/** Maximum number of sightings per canary and part that are compared. Those with the fewest guesses are kept. */
const MOST = 1000;

/**
 * Removes duplicate sightings of one part. One occurrence is often seen in several layers: in a JSON text, and in its
 * string with the URL. Keeps the most specific sightings: the innermost named place, the better match, the fewest
 * guesses. Keeps at most 1000 sightings per canary.
 */
export function mergeSightings(sightings: readonly Sighting[]): Sighting[] {
  const kept = new Map<string, Sighting>();
  for (const rivals of byCanary(sightings))
    for (const each of uneclipsed(rivals)) {
      const key = JSON.stringify([each.canary, printChain(each.chain)]);
      const known = kept.get(key);
      if (!known || quality(each) > quality(known)) kept.set(key, each);
    }

  return [...kept.values()];
}

/** The sightings that no other one eclipses. If they all eclipse each other, the best one. */
function uneclipsed(rivals: readonly Sighting[]): Sighting[] {
  const left = rivals.filter((each) => !rivals.some((other) => other !== each && eclipses(other, each)));
  if (left.length > 0) return left;

  return rivals.toSorted((a, b) => quality(b) - quality(a) || guesses(a) - guesses(b)).slice(0, 1);
}

function byCanary(sightings: readonly Sighting[]): Sighting[][] {
  const groups = new Map<number, Sighting[]>();
  for (const each of sightings) {
    const group = groups.get(each.canary);
    if (group) group.push(each);
    else groups.set(each.canary, [each]);
  }

  return [...groups.values()].map((group) =>
    group.length <= MOST ? group : group.toSorted((a, b) => guesses(a) - guesses(b)).slice(0, MOST),
  );
}

/** Whether `one` describes the same occurrence as `other`, and better. */
function eclipses(one: Sighting, other: Sighting): boolean {
  if (isDigest(one) && isDigest(other) && one.match === other.match) {
    const [shorter, longer] = one.chain.length < other.chain.length ? [one, other] : [other, one];
    if (shorter.chain.length < longer.chain.length && startsWith(longer, shorter.chain.length, shorter)) {
      const way = longer.chain.slice(shorter.chain.length);

      return (
        way.every((step) => kindOf(step) === 'structure' && !printStep(step).endsWith('-name')) ===
        (one === longer)
      );
    }
  }
  if (isUndoneFurtherIn(one, other)) return quality(one) >= quality(other);
  if (isUndoneFurtherIn(other, one)) return quality(one) > quality(other);
  if (startsWith(one, other.chain.length, other) && one.chain.length > other.chain.length) {
    const way = one.chain.slice(other.chain.length);
    /** A value decoded as a whole: its raw bytes can contain pieces of the output. */
    if (way[0] && kindOf(way[0]) === 'whole')
      return (
        quality(one) > quality(other) || (quality(one) === quality(other) && guesses(one) <= guesses(other))
      );
    if (way.every(isStructure)) return quality(one) >= quality(other);

    return (
      way.every((step) => isStructure(step) || kindOf(step) === 'rewrite') && quality(one) > quality(other)
    );
  }
  if (startsWith(other, one.chain.length, one) && other.chain.length > one.chain.length)
    return other.chain.slice(one.chain.length).every(isStructure)
      ? quality(one) > quality(other)
      : guesses(one) < guesses(other) && quality(one) >= quality(other);
  const guess = other.chain.findIndex(isGuess);

  return (
    guess >= 0 &&
    startsWith(one, guess, other) &&
    guesses(one) < guesses(other) &&
    quality(one) >= quality(other)
  );
}

/** Whether both chains end in the same guess, made on a text in `outer` and on a named part of it in `inner`. */
function isUndoneFurtherIn(inner: Sighting, outer: Sighting): boolean {
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
function startsWith(one: Sighting, length: number, other: Sighting): boolean {
  for (let at = 0; at < length; at++) if (!isSame(one.chain[at], other.chain[at])) return false;

  return one.chain.length >= length;
}

function isSame(one: Step | undefined, other: Step | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && printStep(one) === printStep(other));
}

function isStructure(step: Step): boolean {
  return kindOf(step) === 'structure';
}

function isGuess(step: Step): boolean {
  const kind = kindOf(step);

  return kind === 'rewrite' || kind === 'inside';
}

function guesses(sighting: Sighting): number {
  return sighting.chain.filter(isGuess).length;
}

/** From worst to best. A digest is not listed and ranks below all of these. */
const MATCHES = ['part', 'host', 'whole'];

function quality(sighting: Sighting): number {
  return (sighting.confidence === 'certain' ? 10 : 0) + MATCHES.indexOf(sighting.match);
}
