import type { Codec, Layer } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

const BLOCK = /(?:^|\n)begin(-base64)? [0-7]{3,4} [^\r\n]{1,255}\r?\n([^]*?)\n(?:end|====)/g;

/** uuencode, also its base64 kind, by itself or amid other text. Source: POSIX, uuencode. */
export const uuencode: Codec = {
  name: 'uuencode',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < 24 || !content.text.includes('begin')) return [];
    const layers: Layer[] = [];
    for (const match of content.text.matchAll(BLOCK)) {
      const bytes = match[1] ? Buffer.from(match[2] ?? '', 'base64') : decode(match[2] ?? '');
      layers.push({ step: 'uuencode', content: Content.ofBytes(bytes), offset: match.index, sure: true });
    }

    return layers;
  },
};

/** Each line begins with the number of its bytes; every character stands for six bits, space and grave for none. */
function decode(body: string): Uint8Array {
  const target = new Uint8Array(body.length);
  let length = 0;
  for (const line of body.split(/\r?\n/)) {
    const size = (line.charCodeAt(0) - 32) & 63;
    for (let byte = 0; line !== '' && byte < size; byte++) {
      const bit = byte * 8;
      const at = 1 + Math.floor(bit / 6);
      const pair = (six(line, at) << 6) | six(line, at + 1);
      target[length++] = (pair >> (4 - (bit % 6))) & 255;
    }
  }

  return asBuffer(target.subarray(0, length));
}

function six(line: string, at: number): number {
  return at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0;
}
