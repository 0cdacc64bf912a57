import { type Codec, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

const PERCENT = 0x25;

/** Decodes all percent escapes of a text once, such as `%2f` and `%u4e0a`. Double encoding gives two layers. */
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
  if (!/%(?:[0-9a-f]{2}|u[0-9a-f]{4})/i.test(text)) return undefined;
  const source = Buffer.from(text, 'utf8');
  const target = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const unit = unitAt(source, at);
    if (unit >= 0) {
      const next = isHighSurrogate(unit) ? unitAt(source, at + UNIT_LENGTH) : -1;
      const character = next < 0 ? String.fromCharCode(unit) : String.fromCharCode(unit, next);
      length += Buffer.from(character).copy(target, length);
      at += UNIT_LENGTH * (next < 0 ? 1 : 2) - 1;
      continue;
    }
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

/** Characters of `%u4e0a`, which JavaScript's `escape` writes for each UTF-16 unit beyond Latin-1. */
const UNIT_LENGTH = 6;

/** The UTF-16 unit that is escaped at an offset; -1 if there is none. */
function unitAt(source: Buffer, at: number): number {
  if (source[at] !== PERCENT || ((source[at + 1] ?? 0) | 32) !== 0x75) return -1;
  let unit = 0;
  for (let each = at + 2; each < at + UNIT_LENGTH; each++) {
    const digit = hexDigit(source[each]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }

  return unit;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** The value of an ASCII hex digit of either case; -1 for other bytes. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;

  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
