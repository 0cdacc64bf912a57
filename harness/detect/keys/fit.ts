import type { Codec } from '../codec.ts';
import { asBuffer } from '../content.ts';
import { couldBegin, isBelieved } from './believed.ts';
import { decrypt, type Way, waysOf, xorWith } from './ciphers.ts';
import type { KeyForm } from './forms.ts';

/** A key that is tried, and where it stands. */
export interface Key extends KeyForm {
  /** Part and chain: `request.body > json:$.key`. */
  where: string;
  /** The name of the value says so. */
  isTelling: boolean;
  isDerived?: boolean;
}

/** What may be a vector, as a step names it. */
export interface Vector {
  bytes: Buffer;
  name: string;
}

/** A key that fitted, and what it gave. */
export interface Fit<K extends Key> {
  key: K;
  way: Way;
  plain: Buffer;
}

/** Bytes of a key of XOR at most; AES has 32 too. */
export const LONGEST_KEY = 32;
/** Fewer bytes come out as text under one of hundreds of keys. */
const SHORTEST_XOR = 20;

/** Stands for decryption where a layer tells what gave it. */
export const KEYED: Codec = { name: 'keyed', kind: 'whole', open: () => [] };

/**
 * The first of some keys under which data makes sense.
 * @param place where the data stands, spelled as a key's; a value is no key of itself
 */
export function firstFit<K extends Key>(
  bytes: Uint8Array,
  place: string,
  keys: Iterable<K>,
  vectorsOf: (key: K) => readonly Vector[],
): Fit<K> | undefined {
  const data = asBuffer(bytes);
  for (const key of keys) {
    if (place === key.where || place.startsWith(`${key.where} > `)) continue;
    for (const way of waysOf(data, key.bytes, vectorsOf(key), key.isDerived ? undefined : couldBegin)) {
      const plain = decrypt(data, key.bytes, way);
      if (plain && isBelieved(plain, !way.algorithm.endsWith('ctr'))) return { key, way, plain };
    }
    if (data.length < SHORTEST_XOR || !couldBegin(xorWith(data.subarray(0, SHORTEST_XOR), key.bytes)))
      continue;
    const plain = xorWith(data, key.bytes);
    if (isBelieved(plain, false)) return { key, way: { algorithm: 'xor' }, plain };
  }

  return undefined;
}

/** A place as keys and steps spell it. */
export function spelledPlace(part: string, chain: readonly { step: string }[]): string {
  return [part, ...chain.map(({ step }) => step)].join(' > ');
}
