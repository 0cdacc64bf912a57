import type { Canary } from '../../model/canary.ts';
import { shortAlgorithms } from './algorithms.ts';
import { type PoolHit, type TakeKey, wordAt } from './pool.ts';
import { createPlaceIndex } from './places.ts';
import { variantsOf } from './variants.ts';
import { swapBytes } from './writings.ts';

export interface PairCheck {
  pairOf(high: number, low: number): PoolHit | undefined;
  /** Passes the values of bytes, at any offset, that are pairs. */
  keysIn(bytes: Buffer, take: TakeKey): void;
}

/**
 * Creates a check whether 64 bits are two digests of 32 bits of one canary: of any two algorithms or texts, in either
 * order. 64 URL canaries have 22,000 digests of 32 bits, 350 each. The probability that a random value is such a pair is
 * 4 in 10 trillion.
 * @param texts variants of the canaries
 */
export function createPairCheck(canaries: readonly Canary[]): PairCheck {
  const texts = canaries.flatMap((each, canary) =>
    variantsOf(each).map(({ text, confidence }) => ({ canary, text, confidence })),
  );
  const numbers = new Uint32Array(texts.length * shortAlgorithms.length);
  let at = 0;
  for (const { text } of texts) {
    const bytes = Buffer.from(text);
    for (const { of } of shortAlgorithms) numbers[at++] = of(bytes, text);
  }
  const placesOf = createPlaceIndex(numbers);
  const filter = new Uint32Array(2 ** (32 - FILTER_SHIFT - 5));
  for (const number of numbers) {
    const key = number >>> FILTER_SHIFT;
    filter[key >>> 5] = (filter[key >>> 5] ?? 0) | (1 << (key & 31));
  }
  const mayBe = (number: number) => {
    const key = number >>> FILTER_SHIFT;

    return ((filter[key >>> 5] ?? 0) & (1 << (key & 31))) !== 0;
  };
  const half = (value: number) =>
    placesOf(value >>> 0).map((place) => ({
      text: texts[Math.floor(place / shortAlgorithms.length)],
      name: shortAlgorithms[place % shortAlgorithms.length]?.name ?? '',
    }));
  const pairInOrder = (high: number, low: number): PoolHit | undefined => {
    for (const upper of half(high))
      for (const lower of half(low))
        if (upper.text && upper.text.canary === lower.text?.canary)
          return {
            canary: upper.text.canary,
            confidence: upper.text.confidence,
            name: `${upper.name}+${lower.name}`,
          };

    return undefined;
  };

  const pairOf = (high: number, low: number): PoolHit | undefined => {
    if (high === low) return undefined;
    if (mayBe(high) && mayBe(low)) return pairInOrder(high, low);
    const first = swapBytes(low);
    const second = swapBytes(high);

    return mayBe(first) && mayBe(second) ? pairInOrder(first, second) : undefined;
  };

  return {
    pairOf,
    keysIn(bytes, take) {
      /** For each of the last words, one bit: whether it may be a digest in either byte order. */
      let seen = 0;
      for (let at = 0; at + 4 <= bytes.length; at++) {
        const word = wordAt(bytes, at);
        seen = (seen << 1) | Number(mayBe(word) || mayBe(swapBytes(word)));
        if ((seen & BOTH_HALVES) !== BOTH_HALVES) continue;
        const high = wordAt(bytes, at - 4);
        if (pairOf(high, word)) take(high, word, at - 4);
      }
    },
  };
}

/** The bits of a word and of the word four bytes before. */
const BOTH_HALVES = 0b10001;

/** The filter keeps the upper 19 bits: 22,000 digests fill a twenty-fifth of it. */
const FILTER_SHIFT = 13;
