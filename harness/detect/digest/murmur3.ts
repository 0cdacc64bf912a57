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

function rotate32(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;

/** MurmurHash3_x64_128: its two halves, first one first. */
export function murmur128(bytes: Uint8Array, seed = 0n): [first: bigint, second: bigint] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length & ~15;
  let first = seed;
  let second = seed;
  for (let at = 0; at < blocks; at += 16) {
    first ^= scramble(view.getBigUint64(at, true), C1, 31n, C2);
    first = wrap(wrap(rotate(first, 27n) + second) * 5n + 0x52dce729n);
    second ^= scramble(view.getBigUint64(at + 8, true), C2, 33n, C1);
    second = wrap(wrap(rotate(second, 31n) + first) * 5n + 0x38495ab5n);
  }
  second ^= scramble(littleEndian(bytes.subarray(blocks + 8)), C2, 33n, C1);
  first ^= scramble(littleEndian(bytes.subarray(blocks, blocks + 8)), C1, 31n, C2);
  first ^= BigInt(bytes.length);
  second ^= BigInt(bytes.length);
  first = wrap(first + second);
  second = wrap(second + first);
  first = finish(first);
  second = finish(second);
  first = wrap(first + second);

  return [first, wrap(second + first)];
}

function scramble(word: bigint, before: bigint, by: bigint, after: bigint): bigint {
  return wrap(rotate(wrap(word * before), by) * after);
}

function finish(value: bigint): bigint {
  let mixed = wrap((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn);
  mixed = wrap((mixed ^ (mixed >> 33n)) * 0xc4ceb9fe1a85ec53n);

  return mixed ^ (mixed >> 33n);
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);

  return value;
}

function rotate(value: bigint, by: bigint): bigint {
  return wrap((value << by) | (value >> (64n - by)));
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
