import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { hexDigit } from './percent.ts';

const EQUALS = 0x3d;
const FIRST = /=(?:[0-9A-F]{2}|\r?\n)/i;

/** Decodes quoted-printable text: decodes escapes such as `=3D` and removes soft line breaks. Source: RFC 2045. */
export const quotedPrintable: Codec = {
  name: 'quoted-printable',
  kind: 'rewrite',
  reads: 'text',
  needs: { each: '=' },
  open({ content }) {
    if (!content.isText || !content.shape.has(EQUALS) || !FIRST.test(content.text)) return NOTHING;

    return {
      layers: [
        {
          step: 'quoted-printable',
          content: Content.ofBytes(decodeQuotedPrintable(content.text)),
          offset: 0,
          sure: false,
        },
      ],
    };
  },
};

/** The bytes of a quoted-printable text; invalid escapes stay unchanged. */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const source = Buffer.from(text.includes('\n') ? text.replaceAll(/=[ \t]*\r?\n/g, '') : text, 'utf8');
  /** Decoding in place is safe, because an escape is longer than its byte. */
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const byte = source[at] ?? 0;
    const high = byte === EQUALS ? hexDigit(source[at + 1]) : -1;
    const low = high < 0 ? -1 : hexDigit(source[at + 2]);
    source[length++] = low < 0 ? byte : high * 16 + low;
    if (low >= 0) at += 2;
  }

  return source.subarray(0, length);
}
