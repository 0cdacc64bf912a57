import { PlaceIndex } from './places.ts';
import type { Variant } from './variants.ts';

/** A digest of a canary, found by its first 8 bytes. */
export interface KnownDigest {
  /** Index among the canaries. */
  canary: number;
  name: string;
  confidence: Variant['confidence'];
  /** Its first 8 bytes. */
  bytes: Buffer;
}

/** Many digests, looked up by their first bits. */
export interface DigestTable {
  /** Digests that begin with these 30 bits. 4 bytes, 8 hex digits and 5 base64 characters all contain 30 bits. */
  startingWith(key: number): readonly KnownDigest[];
  /** A bit set of the keys' upper bits; the lower `shift` bits are dropped. One random lookup in 16 passes. */
  filter: Uint32Array;
  shift: number;
}

/** Bytes 0 to 3 and bytes 4 to 7 of each digest, grouped by text. */
export interface DigestWords {
  first: Uint32Array;
  second: Uint32Array;
}

const NONE: readonly KnownDigest[] = [];

/**
 * Creates a table of digests. Every text has the same digests in the same order, so a position identifies text and
 * algorithm.
 * @param texts the digested texts
 * @param names of each text's digests
 */
export function digestTableOf(
  { first, second }: DigestWords,
  texts: readonly Pick<KnownDigest, 'canary' | 'confidence'>[],
  names: readonly string[],
): DigestTable {
  const index = new PlaceIndex(first, 2);
  const needleAt = (place: number): KnownDigest[] => {
    const text = texts[Math.floor(place / names.length)];
    const name = names[place % names.length];
    if (!text || name === undefined) return [];
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(first[place] ?? 0, 0);
    bytes.writeUInt32BE(second[place] ?? 0, 4);

    return [{ canary: text.canary, confidence: text.confidence, name, bytes }];
  };

  return {
    ...filterOf(first),
    startingWith(key) {
      const places = index.placesOf(key);

      return places.length === 0 ? NONE : places.flatMap(needleAt);
    },
  };
}

function filterOf(first: Uint32Array): Pick<DigestTable, 'filter' | 'shift'> {
  const bits = Math.min(24, Math.max(14, Math.ceil(Math.log2(first.length * 16))));
  const filter = new Uint32Array(2 ** (bits - 5));
  for (const word of first) {
    const at = word >>> (32 - bits);
    filter[at >>> 5] = (filter[at >>> 5] ?? 0) | (1 << (at & 31));
  }

  return { filter, shift: 30 - bits };
}
