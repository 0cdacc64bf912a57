import assert from 'node:assert/strict';
import { placeOfValue } from './find-value.ts';

const own = { name: 'serial', value: 'R58M30ABCDE?' };
const placeIn = (text: string, encoding: BufferEncoding = 'utf8') =>
  placeOfValue(Buffer.from(text, encoding), own);

describe('a value in the bytes of a file', () => {
  const around = (text: string) => `before ${text} behind`;
  const bytes = Buffer.from(own.value);
  const cases: [string, Uint8Array | string, string][] = [
    ['plain', own.value, 'plain'],
    ['in lower case', own.value.toLowerCase(), 'plain'],
    ['in UTF-16', Buffer.from(own.value, 'utf16le').toString('latin1'), 'UTF-16'],
    ['in hex', bytes.toString('hex'), 'hex'],
    ['in hex of upper case', bytes.toString('hex').toUpperCase(), 'hex'],
    ['in percent signs', encodeURIComponent(own.value), 'percent signs'],
    ['in percent signs throughout', bytes.toString('hex').replaceAll(/../g, '%$&'), 'percent signs'],
    ...[0, 1, 2].flatMap((offset): [string, string, string][] => [
      [
        `in base64 at offset ${offset}`,
        Buffer.concat([Buffer.alloc(offset, 'ÿ'), bytes, Buffer.from('xyz')]).toString('base64'),
        'base64',
      ],
    ]),
  ];
  for (const [name, text, dress] of cases)
    it(`is found ${name}`, () => assert.equal(placeIn(around(String(text)), 'latin1'), dress));

  it('is not found in bytes that hold another', () =>
    assert.equal(placeIn(around('R58M30ABCDX? UjU4TTMwQUJDRA==')), undefined));

  it('is not searched for in fragments shorter than six characters', () =>
    assert.equal(placeOfValue(Buffer.from('ab12'), { name: 'x', value: 'ab12' }), undefined));
});
