import type { Variant } from './variants.ts';

/** A digest of a canary, to be found by its first 8 bytes. */
export interface DigestNeedle {
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
  beginningWith(key: number): readonly DigestNeedle[];
  /** One bit for each value of the key's upper bits, without `shift` others, that a digest has: one lookup in 64 passes by chance. */
  filter: Uint32Array;
  shift: number;
}

const NONE: readonly DigestNeedle[] = [];

/**
 * Makes a table that is flat in memory, as a ledger of a thousand canaries has more than a million digests. Every text has the
 * same digests in the same order, so that the place of one tells whose it is and how it is called.
 * @param words the first 8 bytes of each digest as two words, text by text
 * @param texts whose digests they are
 * @param names of each text's digests
 */
export function digestTableOf(
  words: Uint32Array,
  texts: readonly Pick<DigestNeedle, 'canary' | 'confidence'>[],
  names: readonly string[],
): DigestTable {
  const count = words.length / 2;
  const filter = createFilter(count);
  /** The first digest by the upper bits of its key, and the one after each; counted from 1, as 0 is none. */
  const heads = new Uint32Array(2 ** Math.min(24, Math.max(8, Math.ceil(Math.log2(count * 2)))));
  const headShift = 30 - Math.log2(heads.length);
  const after = new Uint32Array(count + 1);
  for (let place = count; place > 0; place--) {
    const key = (words[place * 2 - 2] ?? 0) >>> 2;
    filter.note(key);
    const head = key >>> headShift;
    after[place] = heads[head] ?? 0;
    heads[head] = place;
  }
  const needleAt = (place: number): DigestNeedle | undefined => {
    const text = texts[Math.floor((place - 1) / names.length)];
    const name = names[(place - 1) % names.length];
    if (!text || name === undefined) return undefined;
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(words[place * 2 - 2] ?? 0, 0);
    bytes.writeUInt32BE(words[place * 2 - 1] ?? 0, 4);

    return { canary: text.canary, confidence: text.confidence, name, bytes };
  };

  return {
    filter: filter.bits,
    shift: filter.shift,
    beginningWith(key) {
      let found: DigestNeedle[] | undefined;
      for (let place = heads[key >>> headShift] ?? 0; place !== 0; place = after[place] ?? 0) {
        const needle = (words[place * 2 - 2] ?? 0) >>> 2 === key ? needleAt(place) : undefined;
        if (needle) (found ??= []).push(needle);
      }

      return found ?? NONE;
    },
  };
}

function createFilter(count: number): { bits: Uint32Array; shift: number; note(key: number): void } {
  const size = Math.min(24, Math.max(14, Math.ceil(Math.log2(count * 64))));
  const bits = new Uint32Array(2 ** (size - 5));
  const shift = 30 - size;

  return {
    bits,
    shift,
    note(key) {
      const at = key >>> shift;
      bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31));
    },
  };
}
