import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { tableOf } from '../shape.ts';
import { looksRandomHex } from './hex.ts';
import { rowsOf, type Word, wordsOf } from './words.ts';

const SHORTEST = 16;
const DIGITS = tableOf('0123456789abcdefABCDEF');
const BACKSLASH = 0x5c;
/** Escaped bytes: `\x41\x42`. */
const ESCAPED = /(?:\\x[0-9a-f]{2}){4}/gi;
const MORE_ESCAPED = /\\x[0-9a-f]{2}/iy;

/** Hex words inside other text, also in the form `\x41\x42`. */
export const hexInside: Codec = {
  name: 'hex',
  kind: 'inside',
  reads: 'text',
  hexLabel: 'hex',
  open({ content }) {
    const { length, shape } = content;
    const isEscaped = shape.has(BACKSLASH);
    if (length < SHORTEST || (shape.longestWord < SHORTEST && !isEscaped)) return NOTHING;
    const { text } = content;

    return {
      layers: (isEscaped ? escapedWords(text) : wordsOf(text, DIGITS, SHORTEST)).map(
        ({ from, to }): Layer => {
          const digits = text.slice(from, to - ((to - from) % 2)).replaceAll(/\\x/gi, '');

          return {
            step: 'hex',
            content: Content.ofBytes(Buffer.from(digits, 'hex')),
            offset: from,
            sure: looksRandomHex(digits),
          };
        },
      ),
    };
  },
};

/** The escaped rows, and the plain hex words between them. */
function escapedWords(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const row of [...rowsOf(text, ESCAPED, () => MORE_ESCAPED), { from: text.length, to: text.length }]) {
    for (const { from, to } of wordsOf(text.slice(end, row.from), DIGITS, SHORTEST))
      words.push({ from: end + from, to: end + to });
    if (row.to > row.from) words.push(row);
    end = row.to;
  }

  return words;
}
