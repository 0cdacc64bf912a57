import { entropyBits, LIKELY_BITS } from './match/entropy.ts';

/** Longer text is worth the codecs' own look. */
const LONGEST = 4096;
/** So many numbers beside each other could be bytes. */
const MOST_NUMBERS = 8;

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const ODD = 4;
/** What kind of character each ASCII code is; `ODD` is what some encoding or structure is told by. */
const KINDS = kinds();

/**
 * Whether a text is plainly nothing but itself: words, numbers, names, a URL of such. No codec makes anything else of it, so
 * that it need not be held against them. In doubt it is not plain.
 *
 * Every encoding mixes letters with digits, or cases, within a word, or makes long words, many short ones or numbers, or has
 * characters that words have not. Counted are the changes inside a word from lower to upper case and between letters and
 * digits: base64 has one in two to three characters.
 * @param shortest characters of the shortest text that is looked for; no encoding makes it shorter
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
  let before = OTHER;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    const kind = code < 128 ? (KINDS[code] ?? ODD) : ODD;
    if (kind === ODD) return false;
    if (kind !== OTHER) {
      if (++word > longestWord) return false;
      if (kind !== DIGIT) hasLetter = true;
      const changed = before !== OTHER && kind !== before && (kind !== LOWER || before === DIGIT);
      if (changed && ++changes > mostChanges) return false;
    } else if (word > 0) {
      if (word <= 2) short++;
      if (!hasLetter && ++numbers >= MOST_NUMBERS) return false;
      if (word >= shortest && entropyBits(text.slice(at - word, at)) >= LIKELY_BITS) return false;
      word = 0;
      hasLetter = false;
    }
    before = kind;
  }

  return short * 4 < text.length;
}

function kinds(): Uint8Array {
  const table = new Uint8Array(128).fill(ODD);
  for (const code of Buffer.from(" \n\t,.:;/?&=_-+()'!@*")) table[code] = OTHER;
  for (let code = 48; code <= 57; code++) table[code] = DIGIT;
  for (let code = 65; code <= 90; code++) table[code] = UPPER;
  for (let code = 97; code <= 122; code++) table[code] = LOWER;

  return table;
}
