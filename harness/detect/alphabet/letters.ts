import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

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
  return /%[a-f]{2}/i.test(text);
}

/** The lower-case ASCII letters of a text without `d`, `n`, `x` and percent escapes. */
export function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(NO_LETTER, '');
}
