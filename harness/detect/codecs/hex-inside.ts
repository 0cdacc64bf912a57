import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { tableOf } from '../shape.ts';
import { looksRandomHex } from './hex.ts';
import { type Word, wordsOf } from './words.ts';

const SHORTEST = 16;
const DIGITS = tableOf('0123456789abcdefABCDEF');
const BACKSLASH = 0x5c;
/** Words where some are escaped. */
const ESCAPED = /(?:[0-9a-f]{2}){8,}|(?:\\x[0-9a-f]{2}){4,}/gi;

/** Words of hex amid other text; `\x41\x42` too. */
export const hexInside: Codec = {
  name: 'hex',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    const { length, shape } = content;
    const isEscaped = shape.has(BACKSLASH);
    if (length < SHORTEST || (shape.longestWord < SHORTEST && !isEscaped)) return [];
    const { text } = content;

    return (isEscaped ? escapedWords(text) : wordsOf(text, DIGITS, SHORTEST)).map(({ from, to }): Layer => {
      const digits = text.slice(from, to - ((to - from) % 2)).replaceAll(/\\x/gi, '');

      return {
        step: 'hex',
        content: Content.ofBytes(Buffer.from(digits, 'hex')),
        offset: from,
        sure: looksRandomHex(digits),
      };
    });
  },
};

function escapedWords(text: string): Word[] {
  return Array.from(text.matchAll(ESCAPED), (match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}
