import { Word64 } from './word64.ts';

/**
 * Hashes that multiply and add one character after the other: `h = h * factor + c`, or with XOR in place of the sum. C,
 * Java and JavaScript programs define them in 32 and in 64 bits.
 */
export interface StringHash {
  name: string;
  start: Word64;
  factor: Word64;
  /** Whether the character is added to the product, XORed with the product, or XORed before the multiplication. */
  mix: 'add' | 'xor-after' | 'xor-before';
}

const small = (value: number) => new Word64(0, value);
const FNV64 = { start: new Word64(0xcbf29ce4, 0x84222325), factor: new Word64(0x100, 0x1b3) };
const FNV32 = { start: small(0x811c9dc5), factor: small(0x01000193) };
const ZERO = small(0);

/** FNV (RFC 9923), whose start values depend on the width. */
export const fnv64: readonly StringHash[] = [
  { name: 'fnv1-64', ...FNV64, mix: 'xor-after' },
  { name: 'fnv1a-64', ...FNV64, mix: 'xor-before' },
];
export const fnv32: readonly StringHash[] = [
  { name: 'fnv1-32', ...FNV32, mix: 'xor-after' },
  { name: 'fnv1a-32', ...FNV32, mix: 'xor-before' },
];

/**
 * Hashes that are the same in both widths, except for the number of bits. Sources: djb2 and sdbm: Ozan Yigit, "Hash
 * functions". BKDR: Kernighan and Ritchie, "The C Programming Language"; its seed 31 is Java's `hashCode`.
 */
export const anyWidth: readonly StringHash[] = [
  { name: 'djb2', start: small(5381), factor: small(33), mix: 'add' },
  { name: 'djb2a', start: small(5381), factor: small(33), mix: 'xor-after' },
  { name: 'sdbm', start: ZERO, factor: small(65599), mix: 'add' },
  ...[131, 1313, 13131, 131313].map(
    (seed): StringHash => ({
      name: `bkdr-${seed}`,
      start: ZERO,
      factor: small(seed),
      mix: 'add',
    }),
  ),
];
/** Java's `String.hashCode()` in `long` arithmetic. In 32 bits: `javaHash`. */
export const java64: StringHash = { name: 'java-hashcode-64', start: ZERO, factor: small(31), mix: 'add' };

/** @param units bytes or UTF-16 units */
export function hash64(hash: StringHash, units: ArrayLike<number>): Word64 {
  const { factor, mix } = hash;
  const state = hash.start.copy();
  const unit = small(0);
  for (let at = 0; at < units.length; at++) {
    unit.low = units[at] ?? 0;
    if (mix === 'xor-before') state.low ^= unit.low;
    state.multiply(factor);
    if (mix === 'xor-after') state.low ^= unit.low;
    else if (mix === 'add') state.add(unit);
  }

  return state;
}

/** The same in 32 bits, as an unsigned number. */
export function hash32({ start, factor, mix }: StringHash, units: ArrayLike<number>): number {
  let state = start.low;
  for (let at = 0; at < units.length; at++) {
    const unit = units[at] ?? 0;
    if (mix === 'xor-before') state ^= unit;
    state = Math.imul(state, factor.low);
    if (mix === 'xor-after') state ^= unit;
    else if (mix === 'add') state = (state + unit) | 0;
  }

  return state >>> 0;
}
