import type { Codec } from '../codec.ts';
import { Content } from '../content.ts';
import { setOf } from '../shape.ts';

const WHOLE = /^(?:0x)?[0-9a-f]{2}(?:[ :-]?[0-9a-f]{2})+$/i;

/** All that a value may have, also around it. */
const MAY_HAVE = setOf('0123456789abcdefABCDEFxX :-\t\n\v\f\r');

/** A whole value in hex, of either case, with or without spaces, colons or dashes between the bytes. */
export const hex: Codec = {
  name: 'hex',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < 8 || !content.isText) return [];
    if (!content.shape.isBeyondAscii && !content.shape.hasOnly(MAY_HAVE)) return [];
    if (!WHOLE.test(content.text.trim())) return [];
    const digits = content.text.trim().replace(/^0x/i, '').replaceAll(/[ :-]/g, '');

    return [
      {
        step: 'hex',
        content: Content.ofBytes(Buffer.from(digits, 'hex')),
        offset: 0,
        sure: looksRandomHex(digits),
      },
    ];
  },
};

/** Whether digits are hex beyond doubt: letters and digits in both halves of the alphabet, no decimal number. */
export function looksRandomHex(digits: string): boolean {
  return digits.length >= 16 && /[a-f]/i.test(digits) && /\d/.test(digits);
}
