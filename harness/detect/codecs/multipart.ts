import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { decodeBase64 } from './base64.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';

/**
 * `multipart/*`: each part, labelled with its field name, and the headers of each part, because a file name
 * can also be user text.
 */
export const multipart: Codec = {
  name: 'multipart',
  kind: 'structure',
  needs: { each: ':\n', first: '-' },
  staysInMessage: true,
  open({ content, contentType }) {
    const boundary = /boundary="?([^";,]+)"?/i.exec(contentType)?.[1] ?? guessBoundary(content);
    if (!boundary) return NOTHING;
    const body = asBuffer(content.bytes);
    const layers: Layer[] = [];
    let from = body.indexOf(`--${boundary}`);
    if (from > 0) layers.push(...restOf(body.subarray(0, from), 0));
    while (from >= 0) {
      const start = from + boundary.length + 2;
      const next = body.indexOf(`\n--${boundary}`, start);
      const piece = body.subarray(start, next < 0 ? body.length : next);
      layers.push(...(readPart(piece, start, layers.length) ?? restOf(piece, start)));
      from = next < 0 ? -1 : next + 1;
    }

    return { layers };
  },
};

function guessBoundary(content: Content): string | undefined {
  const head = asBuffer(content.bytes.subarray(0, 2048)).toString('latin1');

  return /^\s*--([^\r\n]{4,70})\r?\n(?:[\w-]+:)/.exec(head)?.[1];
}

/** Content outside the parts, and pieces that are not valid parts. */
function restOf(piece: Buffer, offset: number): Layer[] {
  const isEmpty = piece.length < 8 && /^-{0,2}\s*$/.test(piece.toString('latin1'));

  return isEmpty ? [] : [{ step: 'multipart-rest', content: Content.ofBytes(piece), offset, sure: true }];
}

/** @returns undefined if the piece is not a part */
function readPart(piece: Buffer, offset: number, index: number): Layer[] | undefined {
  const blank = /\r?\n\r?\n/.exec(piece.subarray(0, 16_384).toString('latin1'));
  if (!blank || piece.toString('latin1', 0, 2) === '--') return undefined;
  const headers = piece.subarray(0, blank.index).toString('utf8').trim();
  const bodyStart = blank.index + blank[0].length;
  const trailing = piece.at(-1) === 13 ? 1 : 0;
  const body = piece.subarray(bodyStart, Math.max(bodyStart, piece.length - trailing));
  const name = /name="([^"]*)"/i.exec(headers)?.[1] ?? String(index);
  const coding = header(headers, 'content-encoding');

  return [
    { step: `multipart-headers:${name}`, content: Content.ofText(headers), offset, sure: true },
    {
      step: `multipart:${name}`,
      content: Content.ofBytes(decodeTransfer(body, header(headers, 'content-transfer-encoding'))),
      offset: offset + bodyStart,
      sure: true,
      contentType: header(headers, 'content-type'),
      codings: coding === '' ? [] : coding.toLowerCase().split(/\s*,\s*/),
    },
  ];
}

/** The part's body with its transfer encoding decoded. Source: RFC 2045. */
function decodeTransfer(body: Buffer, encoding: string): Uint8Array {
  if (/^base64$/i.test(encoding))
    return decodeBase64(body.toString('latin1').replaceAll(/[^\w+/-]/g, '')) ?? body;
  if (/^quoted-printable$/i.test(encoding)) return decodeQuotedPrintable(body.toString('utf8'));

  return body;
}

function header(headers: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
}
