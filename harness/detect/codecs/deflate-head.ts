import { inflateSmall } from './small-inflate.ts';

/** Symbols of the first block that are checked. */
const SYMBOLS = 64;
/** RFC 1951, 3.2.7: the order of the code length code's lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** The most literal codes beyond 257, and distance codes beyond one (RFC 1951, 3.2.7). */
const MAX_CODES = 29;
/** First distance of each distance code (RFC 1951, 3.2.5). */
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];

/** Bytes. Only data up to this size is inflated here; zlib handles larger data. */
const MAX_INFLATED_HERE = 512;
/** Bytes. Shorter output contains nothing useful. */
const MIN_OUTPUT = 4;
/** Bytes of output that random data rarely gives before an error. */
const CONVINCING_OUTPUT = 64;

/**
 * Whether raw deflate of these bytes can give output. Checks the block header; for small data, also the
 * output.
 * @param from index of the first byte
 */
export function mayInflate(bytes: Uint8Array, from = 0): boolean {
  if (!beginsLikeDeflate(bytes, from)) return false;
  if (bytes.length - from > MAX_INFLATED_HERE) return true;
  const { bytes: opened, end } = inflateSmall(from === 0 ? bytes : bytes.subarray(from));

  return opened.length >= (end === 'broken' ? CONVINCING_OUTPUT : MIN_OUTPUT);
}

/**
 * Whether the bytes can begin raw deflate. A decompressor rejects what this rejects after a few bytes of
 * output. It costs a thousand times more than this check of the first block's header.
 * @param from index of the first byte
 */
export function beginsLikeDeflate(bytes: Uint8Array, from = 0): boolean {
  if (!mayBegin(bytes, from)) return false;
  const type = ((bytes[from] ?? 0) >> 1) & 3;
  if (type === 0) return true;
  if (type === 2) return beginsLikeDynamic(bytes, from);

  return beginsLikeFixed(bytes, from);
}

/**
 * The first two bytes reject most input: they hold the block type and, for a dynamic code, its symbol counts.
 */
function mayBegin(bytes: Uint8Array, from: number): boolean {
  if (from >= bytes.length) return false;
  const first = bytes[from] ?? 0;
  const second = bytes[from + 1] ?? 0;
  const type = (first >> 1) & 3;
  if (type === 3) return false;
  if (type === 2) return first >> 3 <= MAX_CODES && (second & 31) <= MAX_CODES;

  /** A stored block contains its length and the length's complement. */
  return (
    type === 1 ||
    ((second ^ (bytes[from + 3] ?? 0)) === 255 && ((bytes[from + 2] ?? 0) ^ (bytes[from + 4] ?? 0)) === 255)
  );
}

/** Bits before a block, and before the code length code of a dynamic block (RFC 1951, 3.2.3 and 3.2.7). */
const [HEADER_BITS, COUNTS_BITS] = [3, 17];
const [LENGTH_BITS, FEWEST_LENGTHS] = [3, 4];

/** The code length code of a dynamic block must be complete. `mayBegin` has checked the other counts. */
function beginsLikeDynamic(bytes: Uint8Array, from: number): boolean {
  const count = (((bytes[from + 1] ?? 0) >> 5) | (((bytes[from + 2] ?? 0) & 1) << 3)) + FEWEST_LENGTHS;
  const first = from * 8 + COUNTS_BITS;
  const end = first + Math.min(count, ORDER.length) * LENGTH_BITS;
  if (end > bytes.length * 8) return false;
  let room = 0;
  for (let bit = first; bit < end; bit += LENGTH_BITS) {
    const pair = (bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8);
    const length = (pair >> (bit & 7)) & ((1 << LENGTH_BITS) - 1);
    if (length > 0) room += 1 << (7 - length);
  }

  return room === 1 << 7;
}

/** Bits of the codes of literals, lengths and distances in the fixed code (RFC 1951, 3.2.6). */
const [SHORT_LITERAL, LONG_LITERAL, LENGTH_CODE, LONG_LENGTH_CODE, DISTANCE_CODE] = [8, 9, 7, 8, 5];
/** The first literal of 7 bits and one more, the first length of 8 bits, and the first literal of 9. */
const [FIRST_LITERAL, FIRST_LONG_LENGTH, FIRST_LONG_LITERAL] = [0b0011000, 0b11000000, 0b11001000];

/**
 * Checks the first symbols of the fixed code. A reserved symbol or a distance before the start is invalid.
 */
function beginsLikeFixed(bytes: Uint8Array, from: number): boolean {
  const end = bytes.length * 8;
  let bit = from * 8 + HEADER_BITS;
  let produced = 0;
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    if (bit + LENGTH_CODE > end) return produced > 0;
    const word = wordAt(bytes, bit);
    const short = REVERSED[word & 127] ?? 0;
    if (short === 0) return produced > 0;
    const long = short * 2 + ((word >> LENGTH_CODE) & 1);
    if (short >= FIRST_LITERAL && (long < FIRST_LONG_LENGTH || long >= FIRST_LONG_LITERAL)) {
      bit += long < FIRST_LONG_LENGTH ? SHORT_LITERAL : LONG_LITERAL;
      produced++;
      continue;
    }
    const length = short < FIRST_LITERAL ? short + 256 : long - FIRST_LONG_LENGTH + 280;
    if (length > 285) return false;
    bit += short < FIRST_LITERAL ? LENGTH_CODE : LONG_LENGTH_CODE;
    const extra = length < 265 || length === 285 ? 0 : (length - 261) >> 2;
    if (bit + extra + DISTANCE_CODE > end) return produced > 0;
    const copied = wordAt(bytes, bit) & ((1 << extra) - 1);
    bit += extra;
    const distance = (REVERSED[wordAt(bytes, bit) & 31] ?? 0) >> 2;
    bit += DISTANCE_CODE;
    const extraDistance = distance < 4 ? 0 : (distance >> 1) - 1;
    const beyond = bit + extraDistance > end ? 0 : wordAt(bytes, bit) & ((1 << extraDistance) - 1);
    bit += extraDistance;
    if (distance > 29 || (DISTANCES[distance] ?? 0) + beyond > produced) return false;
    produced += lengthOf(length, extra) + copied;
  }

  return true;
}

/** 25 bits or more from one on. */
function wordAt(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  const word =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);

  return word >>> (bit & 7);
}

/** Copy length of a symbol, without its extra bits (RFC 1951, 3.2.5). */
function lengthOf(symbol: number, extra: number): number {
  if (symbol === 285) return 258;

  return symbol < 265 ? symbol - 254 : ((4 + ((symbol - 265) & 3)) << extra) + 3;
}

/** Numbers of 7 bits, reversed: Huffman codes are stored highest bit first. */
const REVERSED = Uint8Array.from({ length: 128 }, (_, value) => {
  let result = 0;
  for (let bit = 0; bit < 7; bit++) result |= ((value >> bit) & 1) << (6 - bit);

  return result;
});
