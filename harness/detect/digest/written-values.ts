import { asBuffer, type Content } from '../content.ts';
import { ALPHANUMERIC, tableOf } from '../shape.ts';
import { HEX } from './character-kinds.ts';
import {
  HEX_DIGITS,
  LONGEST_RUN,
  type KeyBuffer,
  readBase32,
  readBase64,
  readBytes,
  readDecimal,
  readHex,
  readRadix,
  swapBytes,
} from './writings.ts';

/** Characters of the shortest word: a number of 53 bits in base36. */
const SHORTEST = 10;
/** Digits of the smallest number that is read. */
const SHORTEST_HEX = 12;
const SHORTEST_DECIMAL = 14;
/** Characters. 64 bytes, the longest digest, have 155 decimal digits, 104 characters in base32 and 100 in base36. */
const LONGEST = 156;
/** Bytes. A larger binary content is a file, not a message with digests. */
const LONGEST_BYTES = 64 * 1024;

const OTHER = 0;
const WORD = 1;
/** Characters that only base64 has. */
const JOINER = 2;
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (ALPHANUMERIC.includes(letter)) return WORD;

  return '+/-_'.includes(letter) ? JOINER : OTHER;
});

const UPPER = 1;
const LOWER = 2;
const DIGIT = 4;
const BEYOND_HEX = 8;
const TRAITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  const kind = /[A-Z]/.test(letter) ? UPPER : /[a-z]/.test(letter) ? LOWER : DIGIT;

  return kind | (HEX[code] === 16 ? BEYOND_HEX : 0);
});

/**
 * Finds the values of a content that may be a digest of 8 bytes or more, or a piece of one, and adds 64 bits of each to
 * the buffer. Reads hex, base64, base32, base36, base58, base62 and decimal numbers as separate words, in groups with
 * separators, lists of numbers of 32 bits, and bytes. Hex and base64 may also be inside a longer word. A long value passes several pieces.
 */
export function readValues(content: Content, keys: KeyBuffer): void {
  if (!content.isText) {
    if (content.length <= LONGEST_BYTES) readBytes(asBuffer(content.bytes), keys);
  } else if (content.length >= SHORTEST) readText(asciiOf(content), keys);
  keys.flush();
}

/** The ASCII codes of a text's characters, which are faster to read than the text; zeros for all other characters. */
function asciiOf(content: Content): Uint8Array {
  const { text, shape, madeBytes } = content;
  if (!shape.isBeyondAscii) return madeBytes ? asBuffer(madeBytes) : Buffer.from(text, 'latin1');
  const codes = Buffer.alloc(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) codes[at] = code;
  }

  return codes;
}

/** One pass over the words of a text, the runs of words with base64's other characters, and groups of words. */
function readText(text: Uint8Array, keys: KeyBuffer): void {
  let wordFrom = 0;
  let runFrom = 0;
  /** Lengths of the last words. Digests that are sent one after the other, with fields between them, have equal lengths. */
  const lengths = new Int32Array(LAST_WORDS);
  let words = 0;
  /** The first of several words with the same separator between them. */
  let groupFrom = 0;
  let separator = 0;
  let groups = 0;
  const numbers = new NumberReader(keys);
  for (let at = 0; at <= text.length; at++) {
    while (KINDS[text[at] ?? 0] === WORD) at++;
    const code = text[at] ?? 0;
    const kind = KINDS[code] ?? OTHER;
    if (at > wordFrom) groups++;
    if (at === wordFrom || code !== separator) {
      if (groups >= MIN_GROUPS) readGroups(text, groupFrom, at, separator, keys);
      groups = at > wordFrom && SEPARATORS[code] === 1 ? 1 : 0;
      groupFrom = wordFrom;
      separator = code;
    }
    const length = at - wordFrom;
    if (length >= SHORTEST) {
      readHexRuns(text, wordFrom, at, keys);
      if (at - runFrom <= LONGEST_RUN || isAbout(length, lengths)) readNumbers(text, wordFrom, at, keys);
    }
    if (length > 0) lengths[words++ % LAST_WORDS] = length;
    if (at - wordFrom >= SHORTEST_WORD && at - wordFrom <= SHORTEST + 2) {
      const from = (text[wordFrom - 1] ?? 0) === PERCENT ? wordFrom + 2 : wordFrom;
      if (at - from >= SHORTEST_WORD && at - from <= SHORTEST) numbers.read(text, from, at);
    }
    wordFrom = at + 1;
    if (kind === JOINER) continue;
    if (at - runFrom >= SHORTEST && !isHex(text, runFrom, at)) readBase64(text, runFrom, at, keys);
    runFrom = at + 1;
  }
}

/** Words before a word in a long run that are compared with it. */
const LAST_WORDS = 4;

/** Whether a length is one of others, give or take one character. */
function isAbout(length: number, others: Int32Array): boolean {
  for (let at = 0; at < others.length; at++) if (Math.abs(length - (others[at] ?? 0)) <= 1) return true;

  return false;
}

/** Digits. One in 4,000 numbers of 32 bits is shorter; 10 digits are the most. */
const SHORTEST_WORD = 7;
/** Characters between two numbers of a list: `%2C%20`. */
const MOST_BETWEEN = 6;
const [PERCENT, MINUS] = [0x25, 0x2d];

/**
 * Reads lists of numbers of 32 bits, signed or unsigned. Passes every two numbers in a row as 64 bits, in both byte orders
 * of a number.
 */
class NumberReader {
  readonly #keys: KeyBuffer;
  #before = 0;
  #beforeFrom = 0;
  #beforeTo = -Infinity;

  constructor(keys: KeyBuffer) {
    this.#keys = keys;
  }

  read(text: Uint8Array, from: number, to: number): void {
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = (text[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) return;
      value = value * 10 + digit;
    }
    if (value >= 2 ** 32) return;
    if ((text[from - 1] ?? 0) === MINUS) value = -value >>> 0;
    if (from - this.#beforeTo <= MOST_BETWEEN) {
      this.#keys.add(this.#before, value, this.#beforeFrom);
      this.#keys.add(swapBytes(this.#before), swapBytes(value), this.#beforeFrom);
    }
    this.#before = value;
    this.#beforeFrom = from;
    this.#beforeTo = to;
  }
}

/** All traits of a word that matter; what follows cannot change how it is read. */
const EVERY_TRAIT = UPPER | LOWER | BEYOND_HEX;

/**
 * A word of letters and digits as a number, and in base32. A word of hex digits is only read as decimal, and as hex if it is
 * short.
 */
function readNumbers(text: Uint8Array, from: number, to: number, keys: KeyBuffer): void {
  const length = to - from;
  if (length > LONGEST) return;
  let traits = 0;
  for (let at = from; at < to && (traits & EVERY_TRAIT) !== EVERY_TRAIT; at++)
    traits |= TRAITS[text[at] ?? 0] ?? 0;
  const isOneCase = (traits & (UPPER | LOWER)) !== (UPPER | LOWER);
  if (traits === DIGIT && length >= SHORTEST_DECIMAL) readDecimal(text, from, to, keys);
  if ((traits & BEYOND_HEX) === 0 && length >= SHORTEST_HEX) {
    if (length <= HEX_DIGITS)
      keys.addAllAt(from, () => readHex(paddedHex(text.subarray(from, to)), 0, HEX_DIGITS, keys));

    return;
  }
  if (isOneCase) readBase32(text, from, to, keys);
  readRadix(text, from, to, isOneCase, keys);
}

/** Reads the hex digits in a word: 16 or more in a row. One in 16 characters is enough to see where they may be. */
function readHexRuns(text: Uint8Array, from: number, to: number, keys: KeyBuffer): void {
  for (let at = from + HEX_DIGITS - 1; at < to; at += HEX_DIGITS) {
    if (!isHexDigit(text, at)) continue;
    let first = at;
    while (first > from && isHexDigit(text, first - 1)) first--;
    while (at < to && isHexDigit(text, at)) at++;
    if (at - first >= HEX_DIGITS) readHex(text, first, at, keys);
  }
}

function isHexDigit(text: Uint8Array, at: number): boolean {
  return (HEX[text[at] ?? 0] ?? 16) !== 16;
}

/** Hex digits with zeros before them. */
function paddedHex(digits: Uint8Array): Uint8Array {
  const padded = Buffer.alloc(HEX_DIGITS, '0');
  padded.set(digits, HEX_DIGITS - digits.length);

  return padded;
}

/** Minimum number of groups. */
const MIN_GROUPS = 3;
/** Characters of a group. */
const [SHORTEST_GROUP, LONGEST_GROUP] = [2, 8];
const SEPARATORS = tableOf('-:._ ,');

/** Groups of one size, of which the last may be shorter, and groups of hex such as a UUID: `ab:cd:ef`, `k5u3-9x2m`. */
function readGroups(text: Uint8Array, from: number, to: number, separator: number, keys: KeyBuffer): void {
  if (!areEqual(text, from, to, separator) && !areHex(text, from, to, separator)) return;
  const joined = text.subarray(from, to).filter((code) => code !== separator);
  if (joined.length < SHORTEST) return;
  keys.addAllAt(from, () => {
    readHexRuns(joined, 0, joined.length, keys);
    readNumbers(joined, 0, joined.length, keys);
    if (!isHex(joined, 0, joined.length)) readBase64(joined, 0, joined.length, keys);
  });
}

function areEqual(text: Uint8Array, from: number, to: number, separator: number): boolean {
  let size = 0;
  while ((text[from + size] ?? 0) !== separator) size++;
  if (size < SHORTEST_GROUP || size > LONGEST_GROUP) return false;
  for (let at = from; at < to; at++)
    if (((text[at] ?? 0) === separator) !== ((at - from) % (size + 1) === size)) return false;

  return true;
}

function areHex(text: Uint8Array, from: number, to: number, separator: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text[at] ?? 0;
    if (code !== separator && HEX[code] === 16) return false;
  }

  return true;
}

function isHex(text: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isHexDigit(text, at)) return false;

  return true;
}
