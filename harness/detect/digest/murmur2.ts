import { Word64 } from './word64.ts';

const FACTOR = 0x5bd1e995;

/** MurmurHash2, 32 bits (Austin Appleby, public domain), with seed 0. */
export function murmur2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length & ~3;
  let hash = bytes.length;
  for (let at = 0; at < blocks; at += 4) {
    const word = Math.imul(view.getInt32(at, true), FACTOR);
    hash = Math.imul(hash, FACTOR) ^ Math.imul(word ^ (word >>> 24), FACTOR);
  }
  for (let at = bytes.length - 1; at >= blocks; at--) hash ^= (bytes[at] ?? 0) << ((at - blocks) * 8);
  if (blocks < bytes.length) hash = Math.imul(hash, FACTOR);
  hash = Math.imul(hash ^ (hash >>> 13), FACTOR);

  return (hash ^ (hash >>> 15)) >>> 0;
}

const FACTOR_64 = new Word64(0xc6a4a793, 0x5bd1e995);

/** MurmurHash64A, with seed 0. */
export function murmur64a(bytes: Uint8Array): Word64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length & ~7;
  const hash = new Word64(0, bytes.length).multiply(FACTOR_64);
  for (let at = 0; at < blocks; at += 8) {
    const word = new Word64(view.getInt32(at + 4, true), view.getInt32(at, true));
    hash.xor(word.multiply(FACTOR_64).xorShifted(47).multiply(FACTOR_64)).multiply(FACTOR_64);
  }
  const tail = new Word64(0, 0);
  for (let at = bytes.length - 1; at >= blocks; at--) {
    tail.high = (tail.high << 8) | (tail.low >>> 24);
    tail.low = (tail.low << 8) | (bytes[at] ?? 0);
  }
  if (blocks < bytes.length) hash.xor(tail).multiply(FACTOR_64);

  return hash.xorShifted(47).multiply(FACTOR_64).xorShifted(47);
}
