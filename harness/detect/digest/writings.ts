import { BASE32, BASE32_CROCKFORD, BASE32_HEX, RADIX_ALPHABETS } from '../codecs/alphabets.ts';
import { valuesOf } from '../codecs/bits.ts';
import { BASE64, HEX } from './character-kinds.ts';

/** Receives values of 64 bits. */
export interface KeySink {
  /**
   * @param high upper halves, signed as the lower ones
   * @param at offsets of the pieces in the text
   * @param count number of values; the rest of the arrays has none
   */
  take(high: Int32Array, low: Int32Array, at: Int32Array, count: number): void;
}

/** Values of a `KeyBuffer` that are collected before they are passed on. */
const BUFFERED = 1024;

/**
 * Collects the 64 bits that pieces of a text encode, as two halves of 32 bits, and passes them on in groups. Looking values
 * up in a large table one after the other takes a fraction of the time of doing so between readings.
 */
export class KeyBuffer {
  readonly #high = new Int32Array(BUFFERED);
  readonly #low = new Int32Array(BUFFERED);
  readonly #at = new Int32Array(BUFFERED);
  readonly #sink: KeySink;
  #count = 0;
  #place = -1;

  constructor(sink: KeySink) {
    this.#sink = sink;
  }

  /** @param at offset of the piece in the text */
  add(high: number, low: number, at: number): void {
    const index = this.#count++;
    this.#high[index] = high;
    this.#low[index] = low;
    this.#at[index] = this.#place < 0 ? at : this.#place;
    if (index === BUFFERED - 1) this.flush();
  }

  /** Both byte orders of a number. */
  addInBothOrders(high: number, low: number, at: number): void {
    this.add(high, low, at);
    this.add(swapBytes(low), swapBytes(high), at);
  }

  /** Gives everything that is added meanwhile one offset. */
  addAllAt(place: number, read: () => void): void {
    const before = this.#place;
    this.#place = before < 0 ? place : before;
    read();
    this.#place = before;
  }

  /** Passes on what was collected. */
  flush(): void {
    const count = this.#count;
    this.#count = 0;
    this.#sink.take(this.#high, this.#low, this.#at, count);
  }
}

/** Characters that contain 64 bits, in each writing. */
export const HEX_DIGITS = 16;
const BASE64_CHARACTERS = 11;
const BASE32_CHARACTERS = 13;
/** Characters. A shorter run is read at every offset. */
const SHORT_RUN = 24;
/**
 * Offsets between two readings of a longer run. In hex, every second reading has the other parity, so that one of 16
 * bytes in a row is always read. The same is true for base64, in which 4 characters are 3 bytes.
 */
const HEX_STRIDE = 9;
const BASE64_STRIDE = 3;
/** A number with a smaller upper half matches by chance. Hashes of short texts can be that small. Cyrb53 has 53 bits. */
export const SMALLEST_UPPER_HALF = 1 << 14;

/** Hex: every offset of a short run, and some of a long one. */
export function readHex(text: Uint8Array, from: number, to: number, keys: KeyBuffer): void {
  let high = 0;
  let low = 0;
  const last = to - HEX_DIGITS;
  const everyOffset = to - from <= SHORT_RUN;
  for (let at = from; at < to; at++) {
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | (HEX[text[at] ?? 0] ?? 0);
    const start = at - HEX_DIGITS + 1;
    const skipped = start - from;
    if (skipped >= 0 && (everyOffset || skipped < 2 || skipped % HEX_STRIDE === 0 || start === last))
      keys.add(high, low, start);
  }
}

/** Characters. A longer run is a blob, of which only the start, and what follows a separator, is read. */
export const LONGEST_RUN = 256;
/** Characters of a run in which 64 bits are read whatever letters they have. */
const FEW = BASE64_CHARACTERS + 2;
/** Offsets at the start of a run that are all read. */
const FIRST_OFFSETS = 4;
/** What a character is, above its 6 bits. */
const [IS_UPPER, IS_LOWER, IS_SEPARATOR] = [6, 7, 8];
const TRAITS = Uint16Array.from(BASE64, (value) => {
  if (value >= 62) return (value & 63) | (1 << IS_SEPARATOR);

  return value | (value < 26 ? 1 << IS_UPPER : value < 52 ? 1 << IS_LOWER : 0);
});
/** The last characters, one bit each. */
const LAST_CHARACTERS = (1 << BASE64_CHARACTERS) - 1;
const [ONE_BEFORE, TWO_BEFORE] = [1 << BASE64_CHARACTERS, 1 << (BASE64_CHARACTERS + 1)];

/**
 * Base64 in either alphabet: every third offset, the first ones, and those after a separator. In a long run, 64 bits in
 * letters of one case are words, not base64: of random ones, 6 in 1,000 are. A piece that was cut
 * out of base64 may have only 8 whole bytes, which begin up to 6 bits after its start.
 */
export function readBase64(text: Uint8Array, from: number, to: number, keys: KeyBuffer): void {
  if (to - from <= LONGEST_RUN) {
    readRun(text, from, to, to - from <= FEW, keys);

    return;
  }
  readRun(text, from, from + BASE64_CHARACTERS + FIRST_OFFSETS - 1, false, keys);
  for (let at = from + 1; at < to; at++)
    if ((TRAITS[text[at - 1] ?? 0] ?? 0) >> IS_SEPARATOR !== 0)
      readRun(text, at, Math.min(to, at + BASE64_CHARACTERS + 1), false, keys);
}

/** @param isFew whether 64 bits are read whatever letters they have */
function readRun(text: Uint8Array, from: number, to: number, isFew: boolean, keys: KeyBuffer): void {
  let high = 0;
  let low = 0;
  /** The characters before, one bit each, the last one lowest. A separator precedes the run. */
  let separators = 1;
  let uppers = isFew ? -1 : 0;
  let lowers = uppers;
  const fill = uppers & 1;
  const last = from + FIRST_OFFSETS;
  let next = from;
  for (let at = from; at < to; at++) {
    const traits = TRAITS[text[at] ?? 0] ?? 0;
    const value = traits & 63;
    separators = (separators << 1) | ((traits >> IS_SEPARATOR) & 1);
    uppers = (uppers << 1) | fill | ((traits >> IS_UPPER) & 1);
    lowers = (lowers << 1) | fill | ((traits >> IS_LOWER) & 1);
    const start = at - BASE64_CHARACTERS + 1;
    if (start >= from) {
      const isNext = start === next;
      if (isNext) next += BASE64_STRIDE;
      const isBehindSeparator = (separators & (ONE_BEFORE | TWO_BEFORE)) !== 0;
      if (
        (isNext || isBehindSeparator || start < last) &&
        (uppers & LAST_CHARACTERS) !== 0 &&
        (lowers & LAST_CHARACTERS) !== 0
      ) {
        keys.add((high << 2) | (low >>> 28), (low << 4) | (value >> 2), start);
        if ((separators & ONE_BEFORE) !== 0) keys.add((high << 4) | (low >>> 26), (low << 6) | value, start);
        if ((separators & TWO_BEFORE) !== 0 && start > from)
          keys.add(((BASE64[text[start - 1] ?? 0] ?? 0) << 30) | high, (low << 2) | (value >> 4), start - 1);
      }
    }
    high = ((high << 6) | (low >>> 24)) & 0x3fffffff;
    low = ((low << 6) | value) & 0x3fffffff;
  }
}

const BASE32S = [BASE32, BASE32_HEX, BASE32_CROCKFORD].map((alphabet) => valuesOf(alphabet, true));
/** Characters of a word in base32 from which on it may have been cut out of a longer one. 8 characters are 5 bytes. */
const CUT_BASE32 = 20;
const BASE32_GROUP = 8;

/** Base32 in each alphabet: the start of a word, and the offsets of one group in a longer word. */
export function readBase32(text: Uint8Array, from: number, to: number, keys: KeyBuffer): void {
  if (to - from < BASE32_CHARACTERS) return;
  const most = to - from < CUT_BASE32 ? 1 : BASE32_GROUP;
  const end = Math.min(to, from + most + BASE32_CHARACTERS - 1);
  for (const values of BASE32S) {
    let high = 0;
    let low = 0;
    for (let at = from; at < end; at++) {
      const value = values[text[at] ?? 0] ?? -1;
      if (value < 0) break;
      const start = at - BASE32_CHARACTERS + 1;
      if (start >= from) keys.add((high << 2) | (low >>> 28), (low << 4) | (value >> 1), start);
      high = ((high << 5) | (low >>> 25)) & 0x3fffffff;
      low = ((low << 5) | value) & 0x3fffffff;
    }
  }
}

const RADIXES = RADIX_ALPHABETS.map(([name, alphabet]) => ({
  base: alphabet.length,
  values: valuesOf(alphabet, name === 'base36'),
}));

/** A number in base36, or also in base58 and base62 for words that can be. */
export function readRadix(
  text: Uint8Array,
  from: number,
  to: number,
  isOneCase: boolean,
  keys: KeyBuffer,
): void {
  for (const { base, values } of RADIXES)
    if (base === 36 ? isOneCase : !isOneCase || to - from <= LONGEST_ONE_CASE) {
      readNumber(text, from, to, base, values, keys);
    }
}

/** Characters. In base58 and base62, one word in 200 of this length has letters of one case only. */
const LONGEST_ONE_CASE = 11;
const DECIMAL = valuesOf('0123456789');
const SIGN = 0x80000000;

/** A decimal number, also as its negative, or with the sign bit removed as by `& Long.MAX_VALUE`. */
export function readDecimal(text: Uint8Array, from: number, to: number, keys: KeyBuffer): void {
  readNumber(text, from, to, 10, DECIMAL, keys);
}

function addDecimal(high: number, low: number, from: number, keys: KeyBuffer): void {
  keys.addInBothOrders(high, low, from);
  keys.addInBothOrders(~high + (low === 0 ? 1 : 0), -low, from);
  if ((high & SIGN) === 0) keys.addInBothOrders(high | SIGN, low, from);
}

/** Bits of a limb. Three limbs hold 64 bits, and a limb times a base is an integer of 32 bits. */
const LIMB_BITS = 22;
const LIMB = (1 << LIMB_BITS) - 1;

/** The last 64 bits of a number, unless it is too small to prove anything. A pair for each would cost more than reading it. */
function readNumber(
  text: Uint8Array,
  from: number,
  to: number,
  base: number,
  values: Int16Array,
  keys: KeyBuffer,
): void {
  let low = 0;
  let middle = 0;
  let upper = 0;
  for (let at = from; at < to; at++) {
    const value = values[text[at] ?? 0] ?? -1;
    if (value < 0) return;
    low = Math.imul(low, base) + value;
    middle = Math.imul(middle, base) + (low >>> LIMB_BITS);
    upper = (Math.imul(upper, base) + (middle >>> LIMB_BITS)) & LIMB;
    low &= LIMB;
    middle &= LIMB;
  }
  const high = (upper << (2 * LIMB_BITS - 32)) | (middle >>> (32 - LIMB_BITS));
  if (high >>> 0 < SMALLEST_UPPER_HALF) return;
  if (values === DECIMAL) addDecimal(high, low | (middle << LIMB_BITS), from, keys);
  else keys.add(high, low | (middle << LIMB_BITS), from);
}

/** Bytes. Larger binary content is not read at every offset. */
export const SHORT_BYTES = 1024;

/** Binary content: 8 bytes at every offset of short content, and at every ninth of longer content. */
export function readBytes(bytes: Uint8Array, keys: KeyBuffer): void {
  let high = 0;
  let low = 0;
  for (let at = 0; at < bytes.length; at++) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | (bytes[at] ?? 0);
    const start = at - 7;
    if (start >= 0 && (bytes.length <= SHORT_BYTES || start % HEX_STRIDE === 0)) keys.add(high, low, start);
  }
}

/** Reverses the byte order of 32 bits. */
export function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
