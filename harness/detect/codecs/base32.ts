import { type Codec, type Input, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ALPHANUMERIC, setOf, tableOf } from '../shape.ts';
import { BASE32, BASE32_CROCKFORD, BASE32_HEX } from './alphabets.ts';
import { bytesOfBits, valuesOf } from './bits.ts';
import { isPlausibleAtAll } from './plausible.ts';
import { wordsOf } from './words.ts';

const KINDS = [
  ['base32', valuesOf(BASE32, true), /^[A-Z2-7]+$|^[a-z2-7]+$/],
  ['base32hex', valuesOf(BASE32_HEX, true), /^[0-9A-V]+$|^[0-9a-v]+$/],
  ['base32:crockford', valuesOf(BASE32_CROCKFORD, true), /^[0-9A-HJKMNP-TV-Z]+$|^[0-9a-hjkmnp-tv-z]+$/],
] as const;
const SHORTEST = 12;
/**
 * A word this long, of one case and with digits, is rarely anything else. Its decoded bytes need no check.
 */
const LONG = 26;
const SHORTEST_INSIDE = 16;
const IN_WORD = tableOf(ALPHANUMERIC);
/** Every ASCII character that a whole value can have. The pattern checks white space beyond ASCII. */
const MAY_HAVE = setOf(`${ALPHANUMERIC}-= \t\n\v\f\r`);
const PADDING = /={0,6}/y;

/**
 * A text that is one value in base32, base32hex or Crockford's base32: lower or upper case, padded or not,
 * wrapped or grouped. Source: RFC 4648.
 */
export const base32: Codec = {
  name: 'base32',
  kind: 'whole',
  reads: 'text',
  needs: { only: MAY_HAVE },
  guesses: true,
  open({ content, hasCanary }) {
    if (content.length < SHORTEST || !content.isText) return NOTHING;
    if (!content.shape.isBeyondAscii && !content.shape.hasOnly(MAY_HAVE)) return NOTHING;
    const { text } = content;
    if (!/^[A-Za-z0-9\s-]+={0,6}$/.test(text.trimEnd())) return NOTHING;
    const word = text.replaceAll(/[\s=-]/g, '');

    return { layers: word.length < SHORTEST ? [] : read(word, !/[ -]/.test(text), 0, hasCanary) };
  },
};

/** Base32 words inside other text. */
export const base32Inside: Codec = {
  name: 'base32',
  kind: 'inside',
  reads: 'text',
  needs: { word: SHORTEST_INSIDE },
  guesses: true,
  open({ content, hasCanary }) {
    const { length, shape, text } = content;
    if (length < SHORTEST_INSIDE || shape.longestWord < SHORTEST_INSIDE || !content.isText) return NOTHING;

    return {
      layers: wordsOf(text, IN_WORD, SHORTEST_INSIDE).flatMap(({ from, to }) => {
        PADDING.lastIndex = to;
        PADDING.test(text);
        const word = text.slice(from, to);
        if (PADDING.lastIndex - from === length || (/[A-Z]/.test(word) && /[a-z]/.test(word))) return [];

        return read(word, true, from, hasCanary);
      }),
    };
  },
};

function read(word: string, isTight: boolean, offset: number, hasCanary: Input['hasCanary']): Layer[] {
  if (!/[A-Za-z]/.test(word) || /^[0-9a-f]+$/i.test(word)) return [];
  const isRare = isTight && word.length >= LONG && /\d/.test(word);

  return KINDS.flatMap(([step, values, pattern]) => {
    if (!pattern.test(word)) return [];
    const bytes = bytesOfBits(word, values, 5);
    if (!bytes || !(isRare || isPlausibleAtAll(bytes) || hasCanary?.(bytes))) return [];

    return [{ step, content: Content.ofBytes(bytes), offset, sure: false }];
  });
}
