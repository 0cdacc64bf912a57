import { entropyBits, LIKELY_BITS, looksRandom } from './match/entropy.ts';

/** Characters. Codecs always try longer text. */
const LONGEST = 4096;
/** This many numbers in one text could be encoded bytes. */
const MAX_NUMBERS = 8;

/** Letters of a word that can look random. */
const RANDOM_WORD = 5;
/** This many letters in words that look random could be encoded bytes. */
const MAX_RANDOM = 20;
/** This many spaces after other spaces could be bits. */
const MAX_SPACES = 12;
const SPACE = 32;

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const ODD = 4;
/** The kind of each ASCII character. `ODD` characters can mark an encoding or a structure. */
const KINDS = kinds();

/**
 * Whether a text is certainly not encoded: words, numbers, names, or a URL of these. No codec decodes such text, so it
 * needs no decoding attempt. If in doubt, the result is false.
 *
 * Every encoding leaves a trace: words that mix letters with digits or upper with lower case, long words, many short
 * words or numbers, or unusual characters. The function counts changes from lower to upper case and between letters and
 * digits inside a word. Base64 has one change in two to three characters.
 * @param shortest length in characters of the shortest needle; no encoding makes it shorter
 */
export function isPlain(text: string, shortest: number): boolean {
  if (text.length < shortest) return true;
  if (text.length > LONGEST) return false;
  const longestWord = Math.max(4, Math.floor(shortest * 1.25));
  const mostChanges = text.length < 24 ? 0 : text.length < 48 ? 1 : 2;
  let changes = 0;
  let word = 0;
  let short = 0;
  let numbers = 0;
  let hasLetter = false;
  let hasDigit = false;
  let random = 0;
  let spaces = 0;
  let before = OTHER;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    const kind = code < 128 ? (KINDS[code] ?? ODD) : ODD;
    if (kind === ODD) return false;
    if (kind !== OTHER) {
      if (++word > longestWord) return false;
      if (kind === DIGIT) hasDigit = true;
      else hasLetter = true;
      const changed = before !== OTHER && kind !== before && (kind !== LOWER || before === DIGIT);
      if (changed && ++changes > mostChanges) return false;
    } else if (word > 0) {
      if (word <= 2) short++;
      if (!hasLetter && ++numbers >= MAX_NUMBERS) return false;
      if (word >= shortest && entropyBits(text.slice(at - word, at)) >= LIKELY_BITS) return false;
      if (word >= RANDOM_WORD && !hasDigit && looksRandom(text, at - word, at)) random += word;
      if (random >= MAX_RANDOM) return false;
      word = 0;
      hasLetter = hasDigit = false;
    } else if (code === SPACE && text.charCodeAt(at - 1) === SPACE && ++spaces >= MAX_SPACES) return false;
    before = kind;
  }

  return short * 4 < text.length;
}

function kinds(): Uint8Array {
  const table = new Uint8Array(128).fill(ODD);
  for (const code of Buffer.from(" \n,.:;/?&=_-+()'!@*")) table[code] = OTHER;
  for (let code = 48; code <= 57; code++) table[code] = DIGIT;
  for (let code = 65; code <= 90; code++) table[code] = UPPER;
  for (let code = 97; code <= 122; code++) table[code] = LOWER;

  return table;
}
