import assert from 'node:assert/strict';
import { searchPlainly } from './detect-plainly.ts';

const VALUE = 'https://k3x9m2q7w4tz.example/garden';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const search = (text: string, depth?: number) => searchPlainly(Buffer.from(text), [VALUE, 'another'], depth);

describe('the plain search', () => {
  const cases: [string, string][] = [
    ['plain text', `a ${VALUE} b`],
    ['base64', base64(VALUE)],
    ['hex', Buffer.from(VALUE).toString('hex')],
    ['percent signs', `q=${encodeURIComponent(VALUE)}`],
    ['a string of JSON', JSON.stringify({ a: [VALUE] }).replaceAll('/', '\\/')],
    ['base64 of JSON in percent signs', encodeURIComponent(base64(JSON.stringify({ a: VALUE })))],
  ];
  for (const [name, text] of cases) it(`finds a value in ${name}`, () => assert.ok(search(text) > 0));

  it('finds nothing in other text', () => assert.equal(search(`{"a":"${base64('nothing of it')}"}`), 0));

  it('stops at its maximum depth', () => {
    const threefold = base64(base64(base64(VALUE)));
    assert.equal(search(threefold, 2), 0);
    assert.ok(search(threefold, 3) > 0);
  });
});
