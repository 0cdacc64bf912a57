import { BrotliCodes } from './brotli-codes.ts';

/** Data shorter than this is believed only where it says that it gives at most so many times its own length. */
const SHORT = 512;
const MOST_TIMES = 64;

/**
 * Whether brotli that nothing announced may begin with these bytes (RFC 7932, 9.1 and 9.2): a window size that exists, and a
 * first block of data that is not empty, in proportion to what is there, and whose codes are codes. A decompressor would
 * refuse what this refuses, or give nothing; it costs a hundred times more.
 */
export function beginsLikeBrotli(bytes: Uint8Array): boolean {
  /** One bit tells half of all bytes: a window of 16 bits, or whether more bits follow; three tell most of the others. */
  const first = bytes[0] ?? 0;
  if (bytes.length === 0 || (first & 0x7f) === 0x11) return false;
  const bits = new BrotliCodes(bytes);
  if (bits.take(1) === 1 && bits.take(3) === 0) bits.take(3);
  const isLast = bits.take(1) === 1;
  if (isLast && bits.take(1) === 1) return false;
  const nibbles = bits.take(2) + 4;
  if (nibbles === 7) return false;
  let length = 1;
  let highest = 0;
  for (let at = 0; at < nibbles; at++) {
    highest = bits.take(4);
    length += highest * 16 ** at;
  }
  if (bits.isPastEnd || (nibbles > 4 && highest === 0)) return false;
  if (bytes.length < SHORT && length > bytes.length * MOST_TIMES) return false;
  if (!isLast && bits.take(1) === 1) return bits.skipsZeros();

  return bits.areSound();
}
