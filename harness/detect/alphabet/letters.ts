import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import type { SearchText } from '../match/search-text.ts';

/** The step of a chain after which only some letters of a text are left. */
export const LETTERS_STEP = 'letters';
/** Everything but letters, percent escapes, and the letters that people write in place of digits. */
const NO_LETTER = /%(?:25)*[0-9a-f]{2}|[^a-z%]+|[dnx]+|%/g;
const NO_LETTER_OR_ESCAPE = /[^a-z]+|[dnx]+/g;

/** The letters of a text. They are the same whatever a sender writes in place of digits. */
export const letters: Codec = { name: LETTERS_STEP, kind: 'inside', open: () => NOTHING };

/** The letters of a text, and those with its percent escapes read as letters: a `%` may also stand for a digit. */
export function layersOfLetters({ text }: Content): Layer[] {
  const texts = [lettersOf(text)];
  if (hasEscapeOfLetters(text)) texts.push(text.toLowerCase().replaceAll(NO_LETTER_OR_ESCAPE, ''));

  return texts.map((each) => ({ step: LETTERS_STEP, content: Content.ofText(each), offset: 0, sure: false }));
}

/** Whether a text has percent escapes that may be a replaced digit before two letters. */
export function hasEscapeOfLetters(text: string): boolean {
  return text.includes('%') && /%[a-f]{2}/i.test(text);
}

/** Letters in a row that are compared, and bits of a letter in their hash. */
const WINDOW = 6;
const LETTER_BITS = 5;
const HASH_MASK = (1 << (WINDOW * LETTER_BITS)) - 1;
const FACTOR = 0x9e3779b1;
const FILTER_BITS = 16;
const PERCENT = 0x25;
/** Letters that are kept, from 1 on, in either case; 0 for all other bytes. */
const KEPT = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte).toLowerCase();

  return /^[a-z]$/.test(letter) && !'dnx'.includes(letter) ? letter.charCodeAt(0) - 96 : 0;
});

/** A fast check before the letters of a text are searched. */
export class LettersFilter {
  readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
  #isEmpty = true;

  constructor(texts: readonly SearchText[]) {
    for (const { text, edges } of texts) {
      if (edges !== 'none' || text.length < WINDOW || lettersOf(text) !== text) continue;
      let hash = 0;
      for (const letter of Buffer.from(text.slice(0, WINDOW)))
        hash = (hash << LETTER_BITS) | (KEPT[letter] ?? 0);
      const bit = Math.imul(hash, FACTOR) >>> (32 - FILTER_BITS);
      this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7));
      this.#isEmpty = false;
    }
  }

  /** Whether the letters of ASCII bytes may contain those of a canary. */
  mayMatch(bytes: Uint8Array, length: number): boolean {
    if (this.#isEmpty) return false;
    const filter = this.#filter;
    let hash = 0;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at] ?? 0;
      const letter = KEPT[byte] ?? 0;
      if (letter === 0) {
        if (byte === PERCENT) return true;
        continue;
      }
      hash = ((hash << LETTER_BITS) | letter) & HASH_MASK;
      const bit = Math.imul(hash, FACTOR) >>> (32 - FILTER_BITS);
      if (((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) return true;
    }

    return false;
  }
}

/** The lower-case ASCII letters of a text without `d`, `n`, `x` and percent escapes. */
export function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(NO_LETTER, '');
}
