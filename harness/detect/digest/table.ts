import { createPlaceIndex } from './places.ts';
import type { Variant } from './variants.ts';

/** A digest of a canary, to be found by its first 8 bytes. */
export interface KnownDigest {
  /** Index among the canaries. */
  canary: number;
  name: string;
  confidence: Variant['confidence'];
  /** The first 8 of it. */
  bytes: Buffer;
}

/** Very many digests, to be looked up by their beginning. */
export interface DigestTable {
  /** Those that begin with 30 bits: what 4 bytes, 8 hex digits and 5 characters of base64 all begin with. */
  beginningWith(key: number): readonly KnownDigest[];
  /** One bit for each value of the key's upper bits, without `shift` others, that a digest has: one lookup in 64 passes by chance. */
  filter: Uint32Array;
  shift: number;
}

/** The first 4 bytes of each digest, and the next 4, text by text. */
export interface DigestWords {
  first: Uint32Array;
  second: Uint32Array;
}

const NONE: readonly KnownDigest[] = [];

/**
 * Makes a table of digests. Every text has the same ones in the same order, so that the place of one tells whose it is and how
 * it is called.
 * @param texts whose digests they are
 * @param names of each text's digests
 */
export function digestTableOf(
  { first, second }: DigestWords,
  texts: readonly Pick<KnownDigest, 'canary' | 'confidence'>[],
  names: readonly string[],
): DigestTable {
  const placesOf = createPlaceIndex(first, 2);
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
    beginningWith(key) {
      const places = placesOf(key);

      return places.length === 0 ? NONE : places.flatMap(needleAt);
    },
  };
}

function filterOf(first: Uint32Array): Pick<DigestTable, 'filter' | 'shift'> {
  const bits = Math.min(24, Math.max(14, Math.ceil(Math.log2(first.length * 64))));
  const filter = new Uint32Array(2 ** (bits - 5));
  for (const word of first) {
    const at = word >>> (32 - bits);
    filter[at >>> 5] = (filter[at >>> 5] ?? 0) | (1 << (at & 31));
  }

  return { filter, shift: 30 - bits };
}
