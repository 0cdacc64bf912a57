import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

const BEGIN = /(?:^|\n)begin(-base64)? [0-7]{3,4} [^\r\n]{1,255}\r?\n/g;
const END = /\n(?:end|====)/g;

/** uuencode, including its base64 variant, as a whole value or inside other text. Source: POSIX, uuencode. */
export const uuencode: Codec = {
  name: 'uuencode',
  kind: 'whole',
  reads: 'text',
  needs: { each: '\n' },
  open({ content }) {
    if (content.length < 24 || !content.text.includes('begin')) return NOTHING;
    const layers: Layer[] = [];
    const { text } = content;
    BEGIN.lastIndex = 0;
    for (let begin = BEGIN.exec(text); begin; begin = BEGIN.exec(text)) {
      END.lastIndex = BEGIN.lastIndex;
      const end = END.exec(text);
      /** Without an end marker here, no later block can have one. */
      if (!end) break;
      const body = text.slice(BEGIN.lastIndex, end.index);
      const bytes = begin[1] ? Buffer.from(body, 'base64') : decode(body);
      layers.push({ step: 'uuencode', content: Content.ofBytes(bytes), offset: begin.index, sure: true });
      BEGIN.lastIndex = END.lastIndex;
    }

    return { layers };
  },
};

/**
 * Each line begins with its number of bytes. Each character is six bits; a space and a grave accent are both
 * zero.
 */
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
