import type { Codec } from '../codec.ts';
import { Content } from '../content.ts';

const ESCAPE = /=([0-9A-F]{2})/gi;
const FIRST = /=(?:[0-9A-F]{2}|\r?\n)/i;

/** `=3D` for `=`, and lines broken by `=`, all over a text. Source: RFC 2045. */
export const quotedPrintable: Codec = {
  name: 'quoted-printable',
  kind: 'rewrite',
  reads: 'text',
  open({ content }) {
    if (!content.isText || !content.text.includes('=') || !FIRST.test(content.text)) return [];

    return [
      {
        step: 'quoted-printable',
        content: Content.ofBytes(decodeQuotedPrintable(content.text)),
        offset: 0,
        sure: false,
      },
    ];
  },
};

/** The bytes of a quoted-printable text; what is no escape stays as it is. */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const binary = Buffer.from(text.replaceAll(/=[ \t]*\r?\n/g, ''), 'utf8').toString('latin1');

  return Buffer.from(
    binary.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
