import { type Codec, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

/** yEnc, which adds 42 to every byte and escapes a few bytes. Source: yenc-draft.1.3. */
export const yenc: Codec = {
  name: 'yenc',
  kind: 'whole',
  needs: { each: '\n=' },
  open({ content }) {
    if (content.length < 20) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const begin = bytes.indexOf('=ybegin ');
    if (begin < 0) return NOTHING;
    let start = lineAfter(bytes, begin);
    if (bytes.toString('latin1', start, start + 7) === '=ypart ') start = lineAfter(bytes, start);
    const end = bytes.indexOf('\n=yend', start - 1);
    const plain = decode(bytes.subarray(start, end < 0 ? bytes.length : end));

    if (plain.length === 0) return NOTHING;

    return { layers: [{ step: 'yenc', content: Content.ofBytes(plain), offset: begin, sure: true }] };
  },
};

function lineAfter(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(10, at);

  return end < 0 ? bytes.length : end + 1;
}

function decode(body: Uint8Array): Uint8Array {
  const target = new Uint8Array(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === 10 || byte === 13) continue;
    target[length++] = byte === 0x3d ? (body[++at] ?? 0) - 64 - 42 : byte - 42;
  }

  return asBuffer(target.subarray(0, length));
}
