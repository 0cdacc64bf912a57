import { asBuffer } from '../content.ts';

/** Digits per multiplication. Base 62 to this power is less than 2^24. */
const AT_ONCE = 4;
const LIMB = 2 ** 24;
/** Digits. Longer numbers are converted by halves, because the simple method is quadratic. */
const SHORT = 256;
/** Digits that are converted one by one before the halves are combined. */
const CHUNK = 32;

/**
 * The bytes of a number; each leading zero digit gives a zero byte.
 * @param values the digit of each ASCII character
 * @returns undefined if a character is not a digit
 */
export function bytesOfNumber(word: string, base: number, values: Int16Array): Uint8Array | undefined {
  if (word.length > SHORT) return bytesOfLong(word, base, values);
  const limbs = new Float64Array(Math.ceil(word.length / AT_ONCE));
  const count = writeLimbs(word, base, values, limbs);
  if (count < 0) return undefined;
  let zeros = 0;
  while (zeros < word.length && values[word.charCodeAt(zeros)] === 0) zeros++;

  return bytesOfLimbs(limbs, count, zeros);
}

/**
 * Writes a number as 24-bit limbs, the lowest one first.
 * @returns the number of limbs; -1 if a character is not a digit
 */
function writeLimbs(word: string, base: number, values: Int16Array, limbs: Float64Array): number {
  let count = 0;
  const times = base ** AT_ONCE;
  for (let at = 0; at < word.length; ) {
    const end = at === 0 ? ((word.length - 1) % AT_ONCE) + 1 : at + AT_ONCE;
    let carry = 0;
    for (; at < end; at++) {
      const digit = values[word.charCodeAt(at)] ?? -1;
      if (digit < 0) return -1;
      carry = carry * base + digit;
    }
    for (let limb = 0; limb < count; limb++) {
      const value = (limbs[limb] ?? 0) * times + carry;
      carry = Math.floor(value / LIMB);
      limbs[limb] = value - carry * LIMB;
    }
    if (carry > 0) limbs[count++] = carry;
  }

  return count;
}

function bytesOfLimbs(limbs: Float64Array, count: number, zeros: number): Uint8Array {
  const highest = count === 0 ? 0 : (limbs[count - 1] ?? 0);
  const size = Math.max(1, count * 3 - (highest < 256 ? 2 : highest < 65_536 ? 1 : 0));
  const bytes = Buffer.alloc(zeros + size);
  for (let limb = 0, at = bytes.length; limb < count; limb++) {
    const value = limbs[limb] ?? 0;
    bytes[--at] = value & 255;
    if (at > zeros) bytes[--at] = (value >> 8) & 255;
    if (at > zeros) bytes[--at] = value >> 16;
  }

  return bytes;
}

function bytesOfLong(word: string, base: number, values: Int16Array): Uint8Array | undefined {
  const all = Array.from(word, (character) => values[character.charCodeAt(0)] ?? -1);
  if (all.includes(-1)) return undefined;
  const zeros = all.findIndex((digit) => digit !== 0);
  const hex = numberOf(all, BigInt(base)).toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const before = zeros < 0 ? all.length : zeros;

  return before === 0 ? bytes : asBuffer(Buffer.concat([Buffer.alloc(before), bytes]));
}

/** Combining halves needs one multiplication instead of one for each digit. */
function numberOf(all: readonly number[], base: bigint): bigint {
  if (all.length <= CHUNK) return all.reduce((value, digit) => value * base + BigInt(digit), 0n);
  const middle = all.length >> 1;

  return (
    numberOf(all.slice(0, middle), base) * base ** BigInt(all.length - middle) +
    numberOf(all.slice(middle), base)
  );
}
