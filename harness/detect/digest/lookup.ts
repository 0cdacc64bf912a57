import type { Canary } from '../../model/canary.ts';
import type { KeyList } from './key-list.ts';
import { createPairCheck } from './pairs.ts';
import { DigestPool, type PoolHit, type TakeKey } from './pool.ts';

/** Receives a digest, and the places in the list of the values that are 8 bytes of it. */
export type TakeHit = (hit: PoolHit, places: readonly number[]) => void;

/** Finds the digests of canaries among values of 64 bits. */
export interface DigestLookup {
  /** A check before a value is kept, with the layers around it: about one random value in 100,000 passes. */
  mayHave(high: number, low: number): boolean;
  /** Passes the values of bytes, at any offset, for which the check is true. Each may be passed twice. */
  keysIn(bytes: Buffer, take: TakeKey): void;
  /** Passes each digest that is among the values. */
  find(keys: KeyList, take: TakeHit): void;
}

export function createDigestLookup(canaries: readonly Canary[]): DigestLookup {
  const pool = new DigestPool(canaries);
  const pairs = createPairCheck(canaries);

  return {
    mayHave: (high, low) => pool.mayHave(high, low) || pairs.pairOf(high, low) !== undefined,
    keysIn(bytes, take) {
      pool.keysIn(bytes, take);
      pairs.keysIn(bytes, take);
    },
    find(keys, take) {
      pool.search(keys, take);
      for (let place = 0; place < keys.count; place++) {
        const pair = pairs.pairOf(keys.highAt(place), keys.lowAt(place));
        if (pair) take(pair, [place]);
      }
    },
  };
}
