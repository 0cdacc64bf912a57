import { createBits } from './packed-bits.ts';

/** Data shorter than this is believed only where it says that it gives at most so many times its own length. */
const SHORT = 512;
const MOST_TIMES = 64;

/**
 * Whether brotli that nothing announced may begin with these bytes (RFC 7932, 9.1 and 9.2): a window size that exists, and a
 * first block of data that is not empty and in proportion to what is there.
 */
export function beginsLikeBrotli(bytes: Uint8Array): boolean {
  const bits = createBits(bytes);
  if (bits.take(1) === 1 && bits.take(3) === 0 && bits.take(3) === 1) return false;
  const isLast = bits.take(1) === 1;
  if (isLast && bits.take(1) === 1) return false;
  const nibbles = bits.take(2) + 4;
  if (nibbles === 7) return false;
  let length = 1;
  let highest = 0;
  for (let at = 0; at < nibbles; at++) {
    highest = bits.take(4);
    if (highest < 0) return false;
    length += highest * 16 ** at;
  }
  if (nibbles > 4 && highest === 0) return false;

  return bytes.length >= SHORT || length <= bytes.length * MOST_TIMES;
}
