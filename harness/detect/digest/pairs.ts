import type { Canary } from '../../model/canary.ts';
import { shortAlgorithms } from './algorithms.ts';
import type { PoolHit } from './pool.ts';
import { createPlaceIndex } from './places.ts';
import { variantsOf } from './variants.ts';
import { swapBytes } from './writings.ts';

/**
 * Creates a check whether 64 bits are two digests of 32 bits of one canary: of any two algorithms or texts, in either
 * order. 64 URL canaries have 22,000 digests of 32 bits, 350 each. The probability that a random value is such a pair is
 * 4 in 10 trillion.
 * @param texts variants of the canaries
 */
export function createPairCheck(
  canaries: readonly Canary[],
): (high: number, low: number) => PoolHit | undefined {
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
  const pairOf = (high: number, low: number): PoolHit | undefined => {
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

  return (high, low) => {
    if (high === low) return undefined;
    if (mayBe(high) && mayBe(low)) return pairOf(high, low);
    const first = swapBytes(low);
    const second = swapBytes(high);

    return mayBe(first) && mayBe(second) ? pairOf(first, second) : undefined;
  };
}

/** The filter keeps the upper 19 bits: 22,000 digests fill a twenty-fifth of it. */
const FILTER_SHIFT = 13;
