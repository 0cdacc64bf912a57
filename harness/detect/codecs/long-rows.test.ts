import assert from 'node:assert/strict';
import { Content } from '../content.ts';
import { base85 } from './base85.ts';
import { byteArray } from './byte-array.ts';
import { csv } from './csv.ts';
import { form } from './form.ts';
import { hex } from './hex.ts';
import { byteDigits } from './byte-digits.ts';
import { hexInside } from './hex-inside.ts';
import { utf16Inside } from './utf16.ts';

const SIZE = 12_000_000;
const row = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length));

/** Content types of codecs that need one for input of this size. */
const ANNOUNCED = new Map([
  [form, 'application/x-www-form-urlencoded'],
  [csv, 'text/csv'],
]);

/** A pattern that repeats a group overflows the stack on a row of several megabytes. */
describe('a row of megabytes', () => {
  const rows: [codec: typeof hex, name: string, bytes: () => Buffer][] = [
    [hex, 'digits', () => Buffer.from(row('0123456789ab'))],
    [hexInside, 'digits after an escape', () => Buffer.from(`\\ ${row('0123456789ab')}`)],
    [byteDigits, 'pairs', () => Buffer.from(row('aa-'))],
    [byteDigits, 'bits', () => Buffer.from(row('01010101'))],
    [byteArray, 'numbers', () => Buffer.from(`[${row('1,')}1]`)],
    [csv, 'one cell', () => Buffer.from(`a,b,c\n1,"${row('x')}",2\n`)],
    [base85, 'one frame', () => Buffer.from(`<~${row('87cUR')}~>`)],
    [form, 'pairs of a form', () => Buffer.from(`${row('a=b&')}c=d`)],
    [utf16Inside, 'wide characters', () => Buffer.from(`\xff\xfe\xff${row('a\0')}`, 'latin1')],
  ];
  for (const [codec, name, bytes] of rows)
    it(`is decoded completely: ${name}, by ${codec.name}`, () => {
      const content = Content.ofBytes(bytes());
      const mimeType = ANNOUNCED.get(codec) ?? '';
      const { layers } = codec.open(
        { content, mimeType, contentType: '', codings: [] },
        { bytesLeft: SIZE, cutShort() {} },
      );
      assert.ok(layers.reduce((sum, layer) => sum + layer.content.length, 0) >= SIZE / 8);
    }).timeout(60_000);
});
