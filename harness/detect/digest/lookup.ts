import type { Canary } from '../../model/canary.ts';
import type { KeyList } from './key-list.ts';
import { createPairCheck } from './pairs.ts';
import { DigestPool, type PoolHit } from './pool.ts';

/** Receives a digest, and the places in the list of the values that are 8 bytes of it. */
export type TakeHit = (hit: PoolHit, places: readonly number[]) => void;

/** Creates a function that passes each digest of the canaries that is among values of 64 bits. */
export function createDigestLookup(canaries: readonly Canary[]): (keys: KeyList, take: TakeHit) => void {
  const pool = new DigestPool(canaries);
  const pairOf = createPairCheck(canaries);

  return (keys, take) => {
    pool.search(keys, take);
    for (let place = 0; place < keys.count; place++) {
      const pair = pairOf(keys.highAt(place), keys.lowAt(place));
      if (pair) take(pair, [place]);
    }
  };
}
