import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { BEYOND_ASCII } from '../shape.ts';

/** A UTF-8 sequence that was read as one character per byte: a lead byte and its continuation bytes. */
const SEQUENCE =
  /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}/g;
/**
 * Windows-1252 characters at 0x80 to 0x9f, where Latin-1 has control characters. Source: WHATWG, Encoding.
 */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** A lead byte and a continuation byte, as Latin-1 or Windows-1252 shows them. */
const MISREAD = new RegExp(`[\u00c2-\u00f4][\u0080-\u00bf${WINDOWS}]`);

/** Repairs UTF-8 text that was read as Latin-1 or Windows-1252. */
export const mojibake: Codec = {
  name: 'mojibake',
  kind: 'rewrite',
  reads: 'text',
  needs: { any: BEYOND_ASCII },
  open({ content }) {
    if (!content.shape.isBeyondAscii || !MISREAD.test(content.text)) return NOTHING;
    const text = content.text
      .replaceAll(/[\u0152-\u2122]/g, (character) => {
        const at = WINDOWS.indexOf(character);

        return at < 0 ? character : String.fromCharCode(128 + at);
      })
      .replace(SEQUENCE, decode);
    if (text === content.text) return NOTHING;

    return { layers: [{ step: 'mojibake', content: Content.ofText(text), offset: 0, sure: false }] };
  },
};

function decode(sequence: string): string {
  return Buffer.from(sequence, 'latin1').toString('utf8');
}
