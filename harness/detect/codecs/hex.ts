import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { setOf, tableOf } from '../shape.ts';

const DIGITS = tableOf('0123456789abcdefABCDEF');
const BETWEEN = tableOf(' :-');

/** Every ASCII character that a value can have, including surrounding white space. */
const MAY_HAVE = setOf('0123456789abcdefABCDEFxX :-\t\n\v\f\r');

/**
 * A text that is one value in hex: lower or upper case, with or without a space, colon or dash between the
 * bytes.
 */
export const hex: Codec = {
  name: 'hex',
  kind: 'whole',
  reads: 'text',
  needs: { only: MAY_HAVE },
  provenByText: true,
  valueBelow: Infinity,
  hexLabel: 'hex',
  open({ content }) {
    if (content.length < 8 || !content.isText) return NOTHING;
    if (!content.shape.isBeyondAscii && !content.shape.hasOnly(MAY_HAVE)) return NOTHING;
    if (!isRow(content.text.trim())) return NOTHING;
    const digits = content.text.trim().replace(/^0x/i, '').replaceAll(/[ :-]/g, '');

    return {
      layers: [
        {
          step: 'hex',
          content: Content.ofBytes(Buffer.from(digits, 'hex')),
          offset: 0,
          sure: looksRandomHex(digits),
        },
      ],
    };
  },
};

/** Whether a text is at least two digit pairs, with at most one separator before each. */
function isRow(text: string): boolean {
  const first = /^0x/i.test(text) ? 2 : 0;
  let at = first;
  while (at < text.length) {
    if (at > first && BETWEEN[text.charCodeAt(at)] === 1) at++;
    if (DIGITS[text.charCodeAt(at)] !== 1 || DIGITS[text.charCodeAt(at + 1)] !== 1) return false;
    at += 2;
  }

  return at >= first + 4;
}

/** Whether digits are certainly hex: they include letters and digits, so they are not a decimal number. */
export function looksRandomHex(digits: string): boolean {
  return digits.length >= 16 && /[a-f]/i.test(digits) && /\d/.test(digits);
}
