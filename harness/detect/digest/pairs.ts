import type { Canary } from '../../model/canary.ts';
import { shortAlgorithms } from './algorithms.ts';
import { type PoolHit, type TakeKey, wordAt } from './pool.ts';
import { PlaceIndex } from './places.ts';
import { variantsOf } from './variants.ts';
import { swapBytes } from './writings.ts';

/**
 * A check whether 64 bits are two digests of 32 bits of one canary: of any two algorithms or texts, in either order. 64 URL
 * canaries have 22,000 digests of 32 bits, 350 each. The probability that a random value is such a pair is 4 in 10 trillion.
 */
export class PairCheck {
  readonly #texts: readonly Variant[];
  readonly #index: PlaceIndex;
  readonly #filter = new Uint32Array(2 ** (32 - FILTER_SHIFT - 5));

  constructor(canaries: readonly Canary[]) {
    this.#texts = canaries.flatMap((each, canary) =>
      variantsOf(each).map(({ text, confidence }) => ({ canary, text, confidence })),
    );
    const numbers = new Uint32Array(this.#texts.length * shortAlgorithms.length);
    let at = 0;
    for (const { text } of this.#texts) {
      const bytes = Buffer.from(text);
      for (const { of } of shortAlgorithms) numbers[at++] = of(bytes, text);
    }
    this.#index = new PlaceIndex(numbers);
    for (const number of numbers) {
      const key = number >>> FILTER_SHIFT;
      this.#filter[key >>> 5] = (this.#filter[key >>> 5] ?? 0) | (1 << (key & 31));
    }
  }

  pairOf(high: number, low: number): PoolHit | undefined {
    if (high === low) return undefined;
    if (this.#mayBe(high) && this.#mayBe(low)) return this.#pairInOrder(high, low);
    const first = swapBytes(low);
    const second = swapBytes(high);

    return this.#mayBe(first) && this.#mayBe(second) ? this.#pairInOrder(first, second) : undefined;
  }

  /** Passes the indexes of the values that are pairs. */
  check(high: Int32Array, low: Int32Array, count: number, take: (index: number) => void): void {
    for (let index = 0; index < count; index++)
      if (this.pairOf(high[index] ?? 0, low[index] ?? 0)) take(index);
  }

  /** Passes the values of bytes, at any offset, that are pairs. */
  keysIn(bytes: Buffer, take: TakeKey): void {
    /** For each of the last words, one bit: whether it may be a digest in either byte order. */
    let seen = 0;
    for (let at = 0; at + 4 <= bytes.length; at++) {
      const word = wordAt(bytes, at);
      seen = (seen << 1) | Number(this.#mayBe(word) || this.#mayBe(swapBytes(word)));
      if ((seen & BOTH_HALVES) !== BOTH_HALVES) continue;
      const high = wordAt(bytes, at - 4);
      if (this.pairOf(high, word)) take(high, word, at - 4);
    }
  }

  #mayBe(number: number): boolean {
    const key = number >>> FILTER_SHIFT;

    return ((this.#filter[key >>> 5] ?? 0) & (1 << (key & 31))) !== 0;
  }

  #pairInOrder(high: number, low: number): PoolHit | undefined {
    for (const upper of this.#halves(high))
      for (const lower of this.#halves(low))
        if (upper.text && upper.text.canary === lower.text?.canary)
          return {
            canary: upper.text.canary,
            confidence: upper.text.confidence,
            name: `${upper.name}+${lower.name}`,
          };

    return undefined;
  }

  /** The digests of 32 bits that are a number. */
  #halves(value: number): { text: Variant | undefined; name: string }[] {
    return this.#index.placesOf(value >>> 0).map((place) => ({
      text: this.#texts[Math.floor(place / shortAlgorithms.length)],
      name: shortAlgorithms[place % shortAlgorithms.length]?.name ?? '',
    }));
  }
}

/** A text of a canary. */
type Variant = Pick<PoolHit, 'canary' | 'confidence'> & { text: string };

/** The bits of a word and of the word four bytes before. */
const BOTH_HALVES = 0b10001;

/** The filter keeps the upper 19 bits: 22,000 digests fill a twenty-fifth of it. */
const FILTER_SHIFT = 13;
