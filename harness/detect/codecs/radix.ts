import { type Codec, type Input, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ALPHANUMERIC, setOf, tableOf } from '../shape.ts';
import { RADIX_ALPHABETS } from './alphabets.ts';
import { valuesOf } from './bits.ts';
import { isPlausibleAtAll } from './plausible.ts';
import { bytesOfNumber } from './radix-number.ts';
import { wordsOf } from './words.ts';

const SHORTEST = 12;
/** Characters. A word up to this long can have one case by chance in any alphabet. */
const SHORT = 24;
/**
 * Words without digits are usually natural language. A number of `LETTERS` to `LONGEST_LETTERS` characters
 * can lack 0 to 9 by chance.
 */
const LETTERS = 15;
const LONGEST_LETTERS = 64;
/**
 * Characters. Longer numbers are not used in practice: the bases are not powers of two, so conversion is not
 * linear.
 */
const LONGEST = 16_384;
/** Minimum length of a word inside other text. */
const SHORTEST_INSIDE = 16;
const IN_WORD = tableOf(ALPHANUMERIC);
/** Every ASCII character of a whole value, including surrounding white space. */
const MAY_HAVE = setOf(`${ALPHANUMERIC} \t\n\v\f\r`);
/** A word next to one of these characters is part of something else. */
const BESIDE = /[+/_-]/;
const BEHIND = /[+/=_-]/;

const ALPHABETS = RADIX_ALPHABETS.map(([step, alphabet]) => ({
  step,
  base: alphabet.length,
  values: valuesOf(alphabet, step === 'base36'),
}));

/** A text that is one large number in base36, base58 or base62. Needs plausible bytes. */
export const radix: Codec = {
  name: 'radix',
  kind: 'whole',
  reads: 'text',
  needs: { only: MAY_HAVE },
  guesses: true,
  open({ content, hasCanary }) {
    if (content.length < SHORTEST || content.length > LONGEST || !content.isText) return NOTHING;
    if (!content.shape.isBeyondAscii && !content.shape.hasOnly(MAY_HAVE)) return NOTHING;
    const word = content.text.trim();

    return { layers: /^[A-Za-z0-9]+$/.test(word) ? read(word, 0, hasCanary) : [] };
  },
};

/** Base36, base58 or base62 words inside other text. */
export const radixInside: Codec = {
  name: 'radix',
  kind: 'inside',
  reads: 'text',
  needs: { word: SHORTEST_INSIDE },
  guesses: true,
  open({ content, hasCanary }) {
    const { length, shape, text } = content;
    if (length <= SHORTEST_INSIDE || shape.longestWord < SHORTEST_INSIDE || !content.isText) return NOTHING;

    return {
      layers: wordsOf(text, IN_WORD, SHORTEST_INSIDE).flatMap(({ from, to }) => {
        if (to - from > LONGEST || to - from === length) return [];
        if (BESIDE.test(text.charAt(from - 1)) || BEHIND.test(text.charAt(to))) return [];

        return read(text.slice(from, to), from, hasCanary);
      }),
    };
  },
};

function read(word: string, offset: number, hasCanary: Input['hasCanary']): Layer[] {
  if (/^[0-9a-f]+$|^[0-9A-F]+$/.test(word) || isNoNumber(word)) return [];
  const oneCase = !/[a-z]/.test(word) || !/[A-Z]/.test(word);

  return ALPHABETS.flatMap(({ step, base, values }) => {
    if (base === 36 ? !oneCase : oneCase && word.length > SHORT) return [];
    const bytes = bytesOfNumber(word, base, values);
    if (!bytes || !(isPlausibleAtAll(bytes) || hasCanary?.(bytes))) return [];

    return [{ step, content: Content.ofBytes(bytes), offset, sure: false }];
  });
}

/** Whether a word without digits is too short or too long to be a number. */
function isNoNumber(word: string): boolean {
  return !/[0-9]/.test(word) && (word.length < LETTERS || word.length > LONGEST_LETTERS);
}
