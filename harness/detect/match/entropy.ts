import { BIGRAM_BITS } from './bigrams.ts';

/** From here on, chance does not give a token twice in all the traffic of a lab. */
export const CERTAIN_BITS = 60;
/** Enough to be worth a look, alone. */
export const LIKELY_BITS = 40;
/** What a piece must have to count beside others. */
export const WEAK_BITS = 16;

/** Bits of a letter inside an English word, once the word is known to be one (Shannon 1951: 1 to 1.5). */
const WORD_LETTER = 1.5;
const LETTER = Math.log2(26);
const DIGIT = Math.log2(10);
const MIXED = Math.log2(36);
/** Mean surprise under which a run of letters reads as a word. Random letters have 6.2, English words 2.5 to 4.6. */
const WORDLIKE = 4.7;

/** What a character is to a token; a token ends at what is none. */
const LETTER_KIND = 1;
const NUMBER_KIND = 2;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

/**
 * How many bits of chance a text holds, at least: words count little, random letters and digits fully. An estimate from
 * below for what people write; what it calls random, people do not write.
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

/** @param to the end of a run of letters from a to z */
function isWordlike(text: string, from: number, to: number, shortest: number): boolean {
  if (to - from < shortest) return false;
  let sum = 0;
  for (let at = from + 1; at < to; at++)
    sum += BIGRAMS[(text.charCodeAt(at - 1) - 97) * 26 + text.charCodeAt(at) - 97] ?? 9;

  return sum / (to - from - 1) < WORDLIKE;
}

/** One number a bigram, row by row. */
const BIGRAMS = Uint8Array.from([...BIGRAM_BITS.join('')], Number);

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);

  return code < 128 ? (KINDS[code] ?? 0) : kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

function kindOf(character: string): number {
  return /\p{L}/u.test(character) ? LETTER_KIND : /\p{N}/u.test(character) ? NUMBER_KIND : 0;
}

/** Units of UTF-16 that a character has. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
