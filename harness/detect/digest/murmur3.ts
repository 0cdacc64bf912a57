import { Word64 } from './word64.ts';

/** MurmurHash3_x86_32 (Austin Appleby, public domain). */
export function murmur32(bytes: Uint8Array, seed = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length & ~3;
  let hash = seed;
  for (let at = 0; at < blocks; at += 4) {
    hash ^= scramble32(view.getInt32(at, true));
    hash = (Math.imul(rotate32(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocks; at--) tail = (tail << 8) | (bytes[at] ?? 0);
  if (blocks < bytes.length) hash ^= scramble32(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);

  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble32(word: number): number {
  return Math.imul(rotate32(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotate32(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

const C1 = new Word64(0x87c37b91, 0x114253d5);
const C2 = new Word64(0x4cf5ad43, 0x2745937f);
const FIVE = new Word64(0, 5);
const [AFTER_FIRST, AFTER_SECOND] = [new Word64(0, 0x52dce729), new Word64(0, 0x38495ab5)];
const [F1, F2] = [new Word64(0xff51afd7, 0xed558ccd), new Word64(0xc4ceb9fe, 0x1a85ec53)];

/** MurmurHash3_x64_128 with seed 0, as its first and second half. */
export function murmur128(bytes: Uint8Array): [first: Word64, second: Word64] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length & ~15;
  const first = new Word64(0, 0);
  const second = new Word64(0, 0);
  for (let at = 0; at < blocks; at += 16) {
    first.xor(scramble(wordAt(view, at), C1, 31, C2));
    first.rotateLeft(27).add(second).multiply(FIVE).add(AFTER_FIRST);
    second.xor(scramble(wordAt(view, at + 8), C2, 33, C1));
    second.rotateLeft(31).add(first).multiply(FIVE).add(AFTER_SECOND);
  }
  second.xor(scramble(lastOf(bytes, blocks + 8), C2, 33, C1));
  first.xor(scramble(lastOf(bytes, blocks), C1, 31, C2));
  const length = new Word64(0, bytes.length);
  first.xor(length).add(second.xor(length));
  second.add(first);
  finish(first).add(finish(second));
  second.add(first);

  return [first, second];
}

function scramble(word: Word64, before: Word64, by: number, after: Word64): Word64 {
  return word.multiply(before).rotateLeft(by).multiply(after);
}

function finish(word: Word64): Word64 {
  return word.xorShifted(33).multiply(F1).xorShifted(33).multiply(F2).xorShifted(33);
}

function wordAt(view: DataView, at: number): Word64 {
  return new Word64(view.getInt32(at + 4, true), view.getInt32(at, true));
}

/** Up to 8 bytes from `from`, little-endian; missing bytes are zero. */
function lastOf(bytes: Uint8Array, from: number): Word64 {
  const word = new Word64(0, 0);
  for (let at = Math.min(bytes.length, from + 8) - 1; at >= from; at--) {
    word.high = (word.high << 8) | (word.low >>> 24);
    word.low = (word.low << 8) | (bytes[at] ?? 0);
  }

  return word;
}
