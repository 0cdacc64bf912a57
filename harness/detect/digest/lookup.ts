import type { Canary } from '../../model/canary.ts';
import type { KeyList } from './key-list.ts';
import { PairCheck } from './pairs.ts';
import { DigestPool, type PoolHit, type TakeKey } from './pool.ts';

/** Receives a digest, and the places in the list of the values that are 8 bytes of it. */
export type TakeHit = (hit: PoolHit, places: readonly number[]) => void;

/** Finds the digests of canaries among values of 64 bits. */
export class DigestLookup {
  readonly #pool: DigestPool;
  readonly #pairs: PairCheck;

  constructor(canaries: readonly Canary[]) {
    this.#pool = new DigestPool(canaries);
    this.#pairs = new PairCheck(canaries);
  }

  /**
   * Passes the indexes of the values that may be 8 bytes in a row of a digest, or a pair: of random values, one in ten
   * million or fewer. An index may be passed twice.
   */
  check(high: Int32Array, low: Int32Array, count: number, take: (index: number) => void): void {
    this.#pool.check(high, low, count, take);
    this.#pairs.check(high, low, count, take);
  }

  /** Passes the same values of bytes, at any offset. A value may be passed twice. */
  keysIn(bytes: Buffer, take: TakeKey): void {
    this.#pool.keysIn(bytes, take);
    this.#pairs.keysIn(bytes, take);
  }

  /** Passes each digest that is among the values. */
  find(keys: KeyList, take: TakeHit): void {
    this.#pool.search(keys, take);
    for (let place = 0; place < keys.count; place++) {
      const pair = this.#pairs.pairOf(keys.highAt(place), keys.lowAt(place));
      if (pair) take(pair, [place]);
    }
  }
}
