import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { looksRandomHex } from './hex.ts';

/** Ways to write a row of bytes with something around each, and the base of its digits. */
const DRESSES: readonly (readonly [step: string, row: RegExp, digits: RegExp, base: number])[] = [
  ['hex', /(?:0x[0-9a-f]{2}(?:\s{0,2}[,;]\s{0,2}|\s{1,2}|(?=0x)|(?![0-9a-z]))){6,}/gi, /[0-9a-f]{2}/gi, 16],
  [
    'hex',
    /(?<![0-9a-z])[0-9a-f]{2}(?:([ :,.-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6,}(?![0-9a-z])/gi,
    /[0-9a-f]{2}/gi,
    16,
  ],
  ['octal', /(?:\\[0-3][0-7]{2}){6,}/g, /[0-7]{3}/g, 8],
  ['binary', /(?<![01])[01]{8}(?:\s?[01]{8}){7,}(?![01])/g, /[01]{8}/g, 2],
];

/** Bytes as `0x68, 0x74`, `68:74`, `68 74`, `\150\164` or `01101000`, by themselves or amid other text. */
export const hexDress: Codec = {
  name: 'hex-dress',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 20 || !content.isText) return [];
    const layers: Layer[] = [];
    for (const [step, row, digits, base] of DRESSES)
      for (const match of content.text.matchAll(row)) {
        const pairs = match[0].replaceAll(/0x/gi, ' ').match(digits) ?? [];
        const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, base));
        layers.push({
          step,
          content: Content.ofBytes(bytes),
          offset: match.index,
          sure: base === 16 && looksRandomHex(pairs.join('')),
        });
      }

    return layers;
  },
};
