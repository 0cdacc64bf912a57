import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { tableOf } from '../shape.ts';
import { looksRandomHex } from './hex.ts';
import { rowsOf, wordsOf } from './words.ts';

interface Encoding {
  step: string;
  /**
   * Matches the minimum number of bytes. `more` reads further bytes one by one, because a pattern for all of
   * them overflows the stack.
   */
  row: RegExp;
  /** Matches one more byte after a row. */
  more(row: RegExpExecArray): RegExp;
  /** Must match after a row. Bytes are dropped from the row's end until it does. */
  tail?: RegExp;
  digits: RegExp;
  base: number;
  /** A cheap check. It never rejects a text that has a row of bytes in this notation. */
  isPossible(content: Content): boolean;
}

const MORE_PAIRS = new Map(
  [...' :,.-'].map((between) => [between, new RegExp(`[${between}][0-9a-f]{2}`, 'iy')]),
);
const MORE_HEX = /0x[0-9a-f]{2}(?:\s{0,2}[,;]\s{0,2}|\s{1,2}|(?=0x)|(?![0-9a-z]))/iy;
const MORE_OCTAL = /\\[0-3][0-7]{2}/y;
const MORE_BITS = /\s?[01]{8}/y;

/** Minimum number of digit pairs in a row, and the separators between them. */
const PAIRS = 8;
const BETWEEN = tableOf(' :,.-');
const HEX = tableOf('0123456789abcdefABCDEF');
const BITS = tableOf('01');
const BYTE = 8;
const [ZERO, X, UPPER_X, BACKSLASH] = [0x30, 0x78, 0x58, 0x5c];

/** Encodings of byte rows with a prefix or separator for each byte, and the base of the digits. */
const ENCODINGS: readonly Encoding[] = [
  {
    step: 'hex',
    row: /(?:0x[0-9a-f]{2}(?:\s{0,2}[,;]\s{0,2}|\s{1,2}|(?=0x)|(?![0-9a-z]))){6}/gi,
    more: () => MORE_HEX,
    digits: /[0-9a-f]{2}/gi,
    base: 16,
    isPossible: ({ shape }) => shape.has(ZERO) && (shape.has(X) || shape.has(UPPER_X)),
  },
  {
    step: 'hex',
    row: /(?<![0-9a-z])[0-9a-f]{2}(?:([ :,.-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6}/gi,
    more: ([, between = ' ']) => MORE_PAIRS.get(between) ?? MORE_HEX,
    tail: /(?![0-9a-z])/iy,
    digits: /[0-9a-f]{2}/gi,
    base: 16,
    isPossible: ({ text }) => hasPairs(text),
  },
  {
    step: 'octal',
    row: /(?:\\[0-3][0-7]{2}){6}/g,
    more: () => MORE_OCTAL,
    digits: /[0-7]{3}/g,
    base: 8,
    isPossible: ({ shape }) => shape.has(BACKSLASH),
  },
  {
    step: 'binary',
    row: /(?<![01])[01]{8}(?:\s?[01]{8}){7}/g,
    more: () => MORE_BITS,
    tail: /(?![01])/y,
    digits: /[01]{8}/g,
    base: 2,
    isPossible: ({ shape, text }) => shape.longestWord >= BYTE && wordsOf(text, BITS, BYTE).length > 0,
  },
];

/**
 * Bytes as `0x68, 0x74`, `68:74`, `68 74`, `\150\164` or `01101000`, as a whole value or inside other text.
 */
export const byteDigits: Codec = {
  name: 'byte-digits',
  kind: 'inside',
  reads: 'text',
  hexLabel: 'hex',
  open({ content }) {
    if (content.length < 20 || !content.isText) return NOTHING;
    const layers: Layer[] = [];
    for (const encoding of ENCODINGS) {
      if (!encoding.isPossible(content)) continue;
      const { step, digits, base } = encoding;
      for (const { from, to } of rowsOf(content.text, encoding.row, encoding.more, encoding.tail)) {
        const pairs = content.text.slice(from, to).replaceAll(/0x/gi, ' ').match(digits) ?? [];
        const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, base));
        layers.push({
          step,
          content: Content.ofBytes(bytes),
          offset: from,
          sure: base === 16 && looksRandomHex(pairs.join('')),
        });
      }
    }

    return { layers };
  },
};

/** Whether digit pairs follow each other with the same separator. */
function hasPairs(text: string): boolean {
  let pairs = 1;
  for (let at = 2; at + 2 < text.length; at++) {
    const code = text.charCodeAt(at);
    if (BETWEEN[code] !== 1) continue;
    if (HEX[text.charCodeAt(at - 1)] !== 1 || HEX[text.charCodeAt(at - 2)] !== 1) pairs = 1;
    else {
      pairs = pairs > 1 && text.charCodeAt(at - 3) !== code ? 2 : pairs + 1;
      if (pairs >= PAIRS) return true;
    }
  }

  return false;
}
