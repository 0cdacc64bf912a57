import { excessBits } from './letter-model.ts';

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
/** Characters of an ideographic or syllabic script (Chinese, Japanese, Korean), of which a word has a few. */
const SYLLABLE = 3;
/** The first character of these scripts. Alphabets come before it. */
const FIRST_SYLLABLE = 0x2e80;
/** Letters of a run, from which it can be a word. */
const SHORTEST_WORD = 3;
/** Letters of a run next to digits, from which it can be a word: random letters and digits have few such runs. */
const SHORTEST_AMONG_DIGITS = 6;
/** Excess bits (`letter-model.ts`) from which letters look random. A long word would be a finding alone. */
const [RANDOM_LETTERS, RANDOM_LONG, LONG] = [2, 3, 9];
const RANDOM_AMONG_DIGITS = 0;
/** Letters of each of two joined words, and the bits that a choice of the joint costs: `nextcloud`. */
const [SHORTEST_PART, JOINT] = [4, 5];

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
    if (end > at) bits += tokenBits(lower, at, end, 1);
    at = end > at ? end : at + widthAt(lower, at);
  }

  return bits;
}

/**
 * Whether a token of letters and digits can be a word, an abbreviation or a name with a number, so that traffic about
 * anything may contain it: `technology`, `adhd`, `windows11`, `base64`, `2fa`. A text that joins many words is rare again.
 */
export function isOrdinary(token: string): boolean {
  if (SHORT_NAME.test(token)) return true;
  const lower = token.toLowerCase();

  return tokenBits(lower, 0, lower.length, 0) < WEAK_BITS && entropyBits(lower) < PHRASE_BITS;
}

/** Letters that need not read as a word, with or without a number. */
const SHORT_NAME = /^(?:[a-z]{1,5}\d{0,3}|\d{1,4}[a-z]{1,3})$/i;
/** Bits of 32 letters, or 16 ideographs. Hardly a word is as long. */
const PHRASE_BITS = 48;

/**
 * Whether a run of letters looks random: neither like a word nor like two words.
 * @param to end of a run of ASCII letters
 */
export function looksRandom(text: string, from: number, to: number): boolean {
  const limit = to - from < LONG ? RANDOM_LETTERS : RANDOM_LONG;
  if (excessBits(text, from, to) < limit) return false;
  for (let middle = from + SHORTEST_PART; middle <= to - SHORTEST_PART; middle++)
    if (excessBits(text, from, middle) + excessBits(text, middle, to) + JOINT < limit) return false;

  return true;
}

function endOfToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && kindAt(text, at) !== 0) at += widthAt(text, at);

  return at;
}

/** @param share how much of an ordinary letter's bits to count, from 0 to 1 */
function tokenBits(text: string, from: number, to: number, share: number): number {
  let hasDigit = false;
  for (let at = from; at < to; at++) hasDigit ||= isDigit(text.charCodeAt(at));
  let ordinary = 0;
  let letters = 0;
  let digits = 0;
  for (let at = from; at < to; ) {
    const kind = kindAt(text, at);
    const start = at;
    let isAscii = true;
    for (; at < to && kindAt(text, at) === kind; at += widthAt(text, at))
      isAscii &&= text.charCodeAt(at) < 128;
    if (kind === NUMBER_KIND) digits += at - start;
    else if (!isAscii) ordinary += foreignBits(text, start, at);
    else if (isWordlike(text, start, at, hasDigit)) ordinary += (at - start) * WORD_LETTER;
    else letters += at - start;
  }
  const isMixed = hasDigit && letters > 0;

  return ordinary * share + letters * (isMixed ? MIXED : LETTER) + digits * (isMixed ? MIXED : DIGIT);
}

/** Bits of letters of which some are beyond ASCII. */
function foreignBits(text: string, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at++) bits += text.charCodeAt(at) < FIRST_SYLLABLE ? WORD_LETTER : SYLLABLE;

  return bits;
}

/** @param to end of a run of letters from a to z */
function isWordlike(text: string, from: number, to: number, hasDigit: boolean): boolean {
  return hasDigit
    ? to - from >= SHORTEST_AMONG_DIGITS && excessBits(text, from, to) < RANDOM_AMONG_DIGITS
    : to - from >= SHORTEST_WORD && !looksRandom(text, from, to);
}

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
