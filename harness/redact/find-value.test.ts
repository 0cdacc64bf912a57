import assert from 'node:assert/strict';
import { encodingOfValue } from './find-value.ts';

const own = { name: 'serial', value: 'R58M30ABCDE?' };
const encodingIn = (text: string, encoding: BufferEncoding = 'utf8') =>
  encodingOfValue(Buffer.from(text, encoding), own);

describe('encodingOfValue', () => {
  const surrounded = (text: string) => `before ${text} behind`;
  const bytes = Buffer.from(own.value);
  const cases: [string, Uint8Array | string, string][] = [
    ['in plain text', own.value, 'plain'],
    ['in lower case', own.value.toLowerCase(), 'plain'],
    ['in UTF-16', Buffer.from(own.value, 'utf16le').toString('latin1'), 'UTF-16'],
    ['in hex', bytes.toString('hex'), 'hex'],
    ['in upper-case hex', bytes.toString('hex').toUpperCase(), 'hex'],
    ['percent-encoded where necessary', encodeURIComponent(own.value), 'percent signs'],
    ['percent-encoded throughout', bytes.toString('hex').replaceAll(/../g, '%$&'), 'percent signs'],
    ...[0, 1, 2].flatMap((offset): [string, string, string][] => [
      [
        `in base64 at offset ${offset}`,
        Buffer.concat([Buffer.alloc(offset, 'ÿ'), bytes, Buffer.from('xyz')]).toString('base64'),
        'base64',
      ],
    ]),
  ];
  for (const [name, text, encoding] of cases)
    it(`finds the value ${name}`, () =>
      assert.equal(encodingIn(surrounded(String(text)), 'latin1'), encoding));

  it('finds nothing in bytes with another value', () =>
    assert.equal(encodingIn(surrounded('R58M30ABCDX? UjU4TTMwQUJDRA==')), undefined));

  it('does not search for texts shorter than six characters', () =>
    assert.equal(encodingOfValue(Buffer.from('ab12'), { name: 'x', value: 'ab12' }), undefined));
});
