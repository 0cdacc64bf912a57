/** Limits the table to 2^22 chains. */
const MAX_BITS = 22;
const NONE: readonly number[] = [];

/**
 * A lookup of the positions of a number in a list. Uses flat arrays: a ledger of a thousand canaries has more than a million
 * digests. A map of that size is slow to build and slower to free.
 */
export class PlaceIndex {
  readonly #numbers: Uint32Array;
  readonly #drop: number;
  readonly #shift: number;
  /** The first position of each chain, and the next one after each position. Counted from 1; 0 means none. */
  readonly #heads: Uint32Array;
  readonly #nextAt: Uint32Array;

  /** @param drop number of lower bits to ignore in each number */
  constructor(numbers: Uint32Array, drop = 0) {
    const bits = Math.min(MAX_BITS, Math.max(8, Math.ceil(Math.log2(numbers.length))));
    this.#numbers = numbers;
    this.#drop = drop;
    this.#shift = 32 - bits;
    this.#heads = new Uint32Array(2 ** bits);
    this.#nextAt = new Uint32Array(numbers.length + 1);
    for (let place = numbers.length; place > 0; place--) {
      const chain = this.#chainOf((numbers[place - 1] ?? 0) >>> drop);
      this.#nextAt[place] = this.#heads[chain] ?? 0;
      this.#heads[chain] = place;
    }
  }

  /**
   * The positions of a number in ascending order.
   * @param key the number without its lower bits
   */
  placesOf(key: number): readonly number[] {
    let found: number[] | undefined;
    for (let place = this.#heads[this.#chainOf(key)] ?? 0; place !== 0; place = this.#nextAt[place] ?? 0)
      if ((this.#numbers[place - 1] ?? 0) >>> this.#drop === key) (found ??= []).push(place - 1);

    return found ?? NONE;
  }

  #chainOf(key: number): number {
    return Math.imul(key, SPREAD) >>> this.#shift;
  }
}

/** An odd factor that spreads the bits of a number. */
const SPREAD = 0x9e3779b1;
