import type { KeySink } from './writings.ts';

/** Values of 64 bits, with the content and the offset of each. Flat arrays: a capture has many. */
export class KeyList implements KeySink {
  #high = new Uint32Array(FIRST_SIZE);
  #low = new Uint32Array(FIRST_SIZE);
  #content = new Uint32Array(FIRST_SIZE);
  #offset = new Uint32Array(FIRST_SIZE);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /**
   * Adds a value, except zero.
   * @param content number of the content
   */
  add(high: number, low: number, content: number, offset: number): void {
    if ((high | low) === 0) return;
    if (this.#count === this.#high.length) this.#grow();
    const at = this.#count++;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#content[at] = content;
    this.#offset[at] = offset;
  }

  /** Adds all values of content 0. */
  take(high: Int32Array, low: Int32Array, at: Int32Array, count: number): void {
    for (let index = 0; index < count; index++)
      this.add(high[index] ?? 0, low[index] ?? 0, 0, at[index] ?? 0);
  }

  clear(): void {
    this.#count = 0;
  }

  highAt(place: number): number {
    return this.#high[place] ?? 0;
  }

  lowAt(place: number): number {
    return this.#low[place] ?? 0;
  }

  /** Number of the content that contains a value, and its offset there. */
  placeAt(place: number): { content: number; offset: number } {
    return { content: this.#content[place] ?? 0, offset: this.#offset[place] ?? 0 };
  }

  /** A lookup of the values that are in the list now. */
  index(): KeyIndex {
    return new KeyIndex(this.#high.subarray(0, this.#count), this.#low.subarray(0, this.#count));
  }

  #grow(): void {
    const grown = (old: Uint32Array<ArrayBuffer>) => {
      const array = new Uint32Array(old.length * 2);
      array.set(old);

      return array;
    };
    this.#high = grown(this.#high);
    this.#low = grown(this.#low);
    this.#content = grown(this.#content);
    this.#offset = grown(this.#offset);
  }
}

const FIRST_SIZE = 1024;
/** An odd factor that spreads the bits of a value. */
const SPREAD = 0x9e3779b1;

/** A lookup of values of 64 bits. A filter of 8 bits for each upper half rejects most others. */
export class KeyIndex {
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #filter: Uint32Array;
  readonly #filterShift: number;
  /** The first value of each chain, and the next one after each value. Counted from 1; 0 means none. */
  readonly #heads: Uint32Array;
  readonly #nextAt: Uint32Array;
  readonly #chainShift: number;

  constructor(high: Uint32Array, low: Uint32Array) {
    this.#high = high;
    this.#low = low;
    const bits = Math.max(5, Math.ceil(Math.log2(high.length + 1)));
    this.#filterShift = 32 - (bits + 3);
    this.#filter = new Uint32Array(2 ** (bits + 3 - 5));
    this.#chainShift = 32 - bits;
    this.#heads = new Uint32Array(2 ** bits);
    this.#nextAt = new Uint32Array(high.length + 1);
    for (let place = high.length; place > 0; place--) {
      const upper = high[place - 1] ?? 0;
      const bit = Math.imul(upper, SPREAD) >>> this.#filterShift;
      this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
      const chain = Math.imul(upper ^ (low[place - 1] ?? 0), SPREAD) >>> this.#chainShift;
      this.#nextAt[place] = this.#heads[chain] ?? 0;
      this.#heads[chain] = place;
    }
  }

  /** Whether a value may have this upper half. */
  mayHave(high: number): boolean {
    const at = Math.imul(high, SPREAD) >>> this.#filterShift;

    return ((this.#filter[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
  }

  /** Places of a value in the list, in order. */
  placesOf(high: number, low: number): readonly number[] {
    let found: number[] | undefined;
    const chain = Math.imul(high ^ low, SPREAD) >>> this.#chainShift;
    for (let place = this.#heads[chain] ?? 0; place !== 0; place = this.#nextAt[place] ?? 0)
      if (this.#high[place - 1] === high >>> 0 && this.#low[place - 1] === low >>> 0)
        (found ??= []).push(place - 1);

    return found ?? NONE;
  }
}

const NONE: readonly number[] = [];
