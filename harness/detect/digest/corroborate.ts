import { printChain } from '../chain.ts';
import type { Sighting } from '../search.ts';

/** A sighting with the part that it was made in. */
export interface PartSighting {
  part: string;
  sighting: Sighting;
}

/** What a field is called that holds a digest of a place or of words. */
const OF_A_PLACE =
  /(?:ur[li]|host|site|page|domain|origin|link|href|query|keyword|search)[-_.]?(?:hash|digest|crc|checksum|fp)/i;
/** CRC and Adler are not among them: a field of that name holds the checksum of its own message, as with Sensors. */
const OF_AN_ALGORITHM: Readonly<Record<string, RegExp>> = {
  'fnv1a-32': /fnv/i,
  xxhash32: /xxh/i,
  'murmur3-32': /murmur|mmh/i,
  'java-hashcode': /hash_?code/i,
};

/**
 * Leaves out digests of 32 bits that nothing bears out. One number in four billion is met by chance: 64 canaries have some
 * 5,000 such digests, and 200 MB of traffic has millions of numbers. So one counts only where its field says that it is a
 * digest of a place, or by this algorithm; or where the same exchange holds a second one of the same canary, by another
 * algorithm or of another variant. It is `likely` even then.
 */
export function corroborated(sightings: readonly PartSighting[]): PartSighting[] {
  const kinds = new Map<number, Set<string>>();
  for (const { sighting } of sightings)
    if (sighting.short !== undefined) {
      const known = kinds.get(sighting.canary) ?? new Set();
      kinds.set(sighting.canary, known.add(`${sighting.match} ${sighting.short.variant}`));
    }
  if (kinds.size === 0) return [...sightings];

  return sightings.filter(
    (each) =>
      each.sighting.short === undefined ||
      (kinds.get(each.sighting.canary)?.size ?? 0) > 1 ||
      saysSo(fieldOf(each), each.sighting.match.slice('digest:'.length)),
  );
}

/** The name of the field that a value stands in: the text before it, else the last link that has one, else the header. */
function fieldOf({ part, sighting }: PartSighting): string {
  if (sighting.short?.field) return sighting.short.field;
  const named = printChain(sighting.chain).findLast((step) => step.includes(':')) ?? part;

  return (
    named
      .slice(named.indexOf(':') + 1)
      .split('.')
      .at(-1) ?? ''
  );
}

function saysSo(field: string, algorithm: string): boolean {
  return OF_A_PLACE.test(field) || OF_AN_ALGORITHM[algorithm]?.test(field) === true;
}
