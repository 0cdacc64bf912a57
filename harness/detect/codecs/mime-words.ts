import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeBase64 } from './base64.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';

const WORD = /=\?([\w-]{2,40})(?:\*[\w-]{1,20})?\?([BQ])\?([^?\s]*)\?=(?:\s+(?==\?))?/gi;

const QUESTION_MARK = 0x3f;

/**
 * Decodes the encoded words of MIME, `=?UTF-8?B?...?=` and `=?...?Q?...?=`, as in mail headers and file
 * names. Source: RFC 2047.
 */
export const mimeWords: Codec = {
  name: 'mime-words',
  kind: 'rewrite',
  reads: 'text',
  needs: { each: '=?' },
  open({ content }) {
    if (!content.shape.has(QUESTION_MARK) || !content.text.includes('=?')) return NOTHING;
    const plain = content.text.replace(WORD, (all, charset: string, coding: string, body: string) => {
      const bytes =
        coding.toUpperCase() === 'B' ? decodeBase64(body) : decodeQuotedPrintable(body.replaceAll('_', ' '));

      return bytes
        ? Buffer.from(bytes).toString(/^iso-8859|^windows/i.test(charset) ? 'latin1' : 'utf8')
        : all;
    });

    if (plain === content.text) return NOTHING;

    return { layers: [{ step: 'mime-words', content: Content.ofText(plain), offset: 0, sure: true }] };
  },
};
