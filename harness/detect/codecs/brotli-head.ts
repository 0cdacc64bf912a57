import { BrotliCodes } from './brotli-codes.ts';

/** Data shorter than this is believed only where it says that it gives at most so many times its own length. */
const SHORT = 512;
const MOST_TIMES = 64;

/**
 * Whether brotli that nothing announced may begin with these bytes (RFC 7932, 9.1 and 9.2): a window size that exists, and a
 * first block of data that is not empty, in proportion to what is there, and whose codes are codes. A decompressor would
 * refuse what this refuses, or give nothing; it costs a hundred times more.
 * @param from where in the bytes it begins
 */
export function beginsLikeBrotli(bytes: Uint8Array, from = 0): boolean {
  const available = bytes.length - from;
  const head = uint24At(bytes, from);
  /** One bit tells half of all bytes: a window of 16 bits, or whether more bits follow; three tell most of the others. */
  if (available <= 0 || (head & 0x7f) === 0x11) return false;
  let bit = (head & 1) === 0 ? 1 : (head & 0xe) === 0 ? 7 : 4;
  const isLast = ((head >> bit++) & 1) === 1;
  if (isLast && ((head >> bit++) & 1) === 1) return false;
  const nibbles = ((head >> bit) & 3) + 4;
  bit += 2;
  if (nibbles === 7 || bit + nibbles * 4 > available * 8) return false;
  const length = (uint32At(bytes, from + (bit >> 3)) >>> (bit & 7)) & ((1 << (nibbles * 4)) - 1);
  if (nibbles > 4 && length >>> (nibbles * 4 - 4) === 0) return false;
  if (available < SHORT && length + 1 > available * MOST_TIMES) return false;
  const codes = new BrotliCodes(bytes, from * 8 + bit + nibbles * 4);
  if (!isLast && codes.take(1) === 1) return codes.skipsZeros();

  return codes.areSound();
}

function uint24At(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

function uint32At(bytes: Uint8Array, at: number): number {
  return uint24At(bytes, at) | ((bytes[at + 3] ?? 0) << 24);
}
