import { printChain } from '../chain.ts';
import type { Sighting } from '../search.ts';

/** A sighting and the part that contains it. */
export interface PartSighting {
  part: string;
  sighting: Sighting;
}

/** Names of fields for the digest of a URL, a host or a search. */
const PLACE_DIGEST =
  /(?:ur[li]|host|site|page|domain|origin|link|href|query|keyword|search)[-_.]?(?:hash|digest|crc|checksum|fp)/i;
/** Without CRC and Adler: such a field usually contains the checksum of its own message, as with Sensors. */
const ALGORITHM_DIGEST: Readonly<Record<string, RegExp>> = {
  'fnv1-32': /fnv/i,
  'fnv1a-32': /fnv/i,
  xxhash32: /xxh/i,
  'murmur2-32': /murmur|mmh/i,
  'murmur3-32': /murmur|mmh/i,
  djb2: /djb/i,
  djb2a: /djb/i,
  sdbm: /sdbm/i,
  'java-hashcode': /hash_?code/i,
};

/**
 * Removes digests of 32 bits that nothing corroborates. A 32-bit value matches by chance once in four billion. 64
 * canaries have 4,000 to 8,400 such digests, and 200 MB of traffic contain millions of numbers. So a digest counts only if
 * its field name says that it is a digest of a place or of this algorithm. It also counts if the same exchange contains
 * a second digest of the same canary, by another algorithm or of another variant. Even then it is only `likely`. `findRecurring` may
 * still accept what is removed here.
 */
export function removeUncorroborated(sightings: readonly PartSighting[]): PartSighting[] {
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
      isDigestField(fieldOf(each), each.sighting.match.slice('digest:'.length)),
  );
}

/** The field of a value: the name in the text before it, else the last named step of the chain, else the header. */
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

function isDigestField(field: string, algorithm: string): boolean {
  return PLACE_DIGEST.test(field) || ALGORITHM_DIGEST[algorithm]?.test(field) === true;
}
