import { BIGRAM_BITS } from './bigrams.ts';

/** From this value on, a token does not recur by chance in all traffic of a lab. */
export const CERTAIN_BITS = 60;
/** Enough to be `likely` alone. */
export const LIKELY_BITS = 40;
/** Minimum for a piece that counts together with others. */
export const WEAK_BITS = 16;

/** Bits per letter of a known English word (Shannon 1951: 1 to 1.5). */
const WORD_LETTER = 1.5;
const LETTER = Math.log2(26);
const DIGIT = Math.log2(10);
const MIXED = Math.log2(36);
/** Mean bits per bigram below which letters read as a word. Random letters have 6.2, English words 2.5 to 4.6. */
const WORDLIKE = 4.7;

/** Kinds of characters in a token. Any other character ends the token. */
const LETTER_KIND = 1;
const NUMBER_KIND = 2;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

/**
 * A lower bound for the entropy of a text, in bits. Words count little; random letters and digits count fully. People
 * do not write text that this estimate calls random.
 */
export function entropyBits(text: string): number {
  const lower = text.toLowerCase();
  let bits = 0;
  for (let at = 0; at < lower.length; ) {
    const end = endOfToken(lower, at);
    if (end > at) bits += tokenBits(lower, at, end);
    at = end > at ? end : at + widthAt(lower, at);
  }

  return bits;
}

/**
 * Mean bits of a letter after another.
 * @param to end of a run of ASCII letters
 */
export function bigramBits(text: string, from: number, to: number): number {
  let sum = 0;
  for (let at = from + 1; at < to; at++)
    sum += BIGRAMS[((text.charCodeAt(at - 1) | 32) - 97) * 26 + (text.charCodeAt(at) | 32) - 97] ?? 9;

  return sum / (to - from - 1);
}

function endOfToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && kindAt(text, at) !== 0) at += widthAt(text, at);

  return at;
}

function tokenBits(text: string, from: number, to: number): number {
  let mixed = false;
  for (let at = from; at < to; at++) mixed ||= isDigit(text.charCodeAt(at));
  let bits = 0;
  let isNumber = true;
  for (let at = from; at < to; ) {
    const kind = kindAt(text, at);
    let end = at;
    let isAscii = true;
    while (end < to && kindAt(text, end) === kind) {
      isAscii &&= text.charCodeAt(end) < 128;
      end += widthAt(text, end);
    }
    isNumber &&= kind === NUMBER_KIND && isAscii;
    if (kind === NUMBER_KIND) bits += (end - at) * (mixed ? MIXED : DIGIT);
    else if (!isAscii) bits += (end - at) * WORD_LETTER * 2;
    else if (isWordlike(text, at, end, mixed ? 6 : 3)) bits += (end - at) * WORD_LETTER;
    else bits += (end - at) * (mixed ? MIXED : LETTER);
    at = end;
  }

  return isNumber ? (to - from) * DIGIT : bits;
}

/** @param to end of a run of letters from a to z */
function isWordlike(text: string, from: number, to: number, shortest: number): boolean {
  return to - from >= shortest && bigramBits(text, from, to) < WORDLIKE;
}

/** One number per bigram, row by row. */
const BIGRAMS = Uint8Array.from([...BIGRAM_BITS.join('')], Number);

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);

  return code < 128 ? (KINDS[code] ?? 0) : kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

function kindOf(character: string): number {
  return /\p{L}/u.test(character) ? LETTER_KIND : /\p{N}/u.test(character) ? NUMBER_KIND : 0;
}

/** Number of UTF-16 units of a character. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
