import { type Codec, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

const PERCENT = 0x25;

/** Decodes all percent escapes of a text once. Double encoding gives two layers. */
export const percent: Codec = {
  name: 'percent',
  kind: 'rewrite',
  reads: 'text',
  needs: { each: '%' },
  staysInMessage: true,
  open({ content }) {
    const plain = content.shape.has(PERCENT) ? unescapePercentBytes(content.text) : undefined;
    if (!plain) return NOTHING;
    // Binary data contains such escapes by chance, so its result is only a guess.
    const sure = content.isText;

    return { layers: [{ step: 'percent', content: Content.ofBytes(plain), offset: 0, sure }] };
  },
};

/**
 * The text with its percent escapes decoded; undefined if it has none. If the bytes are not UTF-8, each gives
 * one character.
 */
export function unescapePercent(text: string): string | undefined {
  const bytes = unescapePercentBytes(text);

  return bytes && Content.ofBytes(bytes).text;
}

function unescapePercentBytes(text: string): Uint8Array | undefined {
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  const source = Buffer.from(text, 'utf8');
  const target = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const high = source[at] === PERCENT ? hexDigit(source[at + 1]) : -1;
    const low = high < 0 ? -1 : hexDigit(source[at + 2]);
    if (low < 0) target[length++] = source[at] ?? 0;
    else {
      target[length++] = high * 16 + low;
      at += 2;
    }
  }

  return asBuffer(target.subarray(0, length));
}

/** The value of an ASCII hex digit of either case; -1 for other bytes. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;

  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
