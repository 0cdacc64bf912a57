import { BrotliCodes } from './brotli-codes.ts';

/** Bytes. Shorter data is accepted only if it declares at most `MOST_TIMES` times its own length as output. */
const SHORT = 512;
const MAX_RATIO = 64;

/**
 * Whether unannounced data can be brotli (RFC 7932, 9.1 and 9.2). Requires a valid window size and a
 * non-empty first meta-block. Its length must fit the input and its codes must be valid. A decompressor
 * rejects what this rejects, or outputs nothing, at a hundred times the cost.
 * @param from index of the first byte
 */
export function beginsLikeBrotli(bytes: Uint8Array, from = 0): boolean {
  const available = bytes.length - from;
  const head = uint24At(bytes, from);
  /**
   * The first bit encodes a 16-bit window or more bits to follow. Three more bits decide most other windows.
   */
  if (available <= 0 || (head & 0x7f) === 0x11) return false;
  let bit = (head & 1) === 0 ? 1 : (head & 0xe) === 0 ? 7 : 4;
  const isLast = ((head >> bit++) & 1) === 1;
  if (isLast && ((head >> bit++) & 1) === 1) return false;
  const nibbles = ((head >> bit) & 3) + 4;
  bit += 2;
  if (nibbles === 7 || bit + nibbles * 4 > available * 8) return false;
  const length = (uint32At(bytes, from + (bit >> 3)) >>> (bit & 7)) & ((1 << (nibbles * 4)) - 1);
  if (nibbles > 4 && length >>> (nibbles * 4 - 4) === 0) return false;
  if (available < SHORT && length + 1 > available * MAX_RATIO) return false;
  const codes = new BrotliCodes(bytes, from * 8 + bit + nibbles * 4);
  if (!isLast && codes.take(1) === 1) return codes.skipsZeros();

  return codes.areValid();
}

function uint24At(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

function uint32At(bytes: Uint8Array, at: number): number {
  return uint24At(bytes, at) | ((bytes[at + 3] ?? 0) << 24);
}
