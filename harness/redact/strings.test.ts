import assert from 'node:assert/strict';
import { mapStrings } from './strings.ts';

describe('strings in a value', () => {
  it('are changed at every depth; keys and other values stay', () =>
    assert.deepEqual(
      mapStrings({ a: 'a', b: [1, 'a', { a: 'b' }], c: null, d: true, e: undefined }, (text) =>
        text.toUpperCase(),
      ),
      { a: 'A', b: [1, 'A', { a: 'B' }], c: null, d: true, e: undefined },
    ));

  it('leave the original as it was', () => {
    const original = { list: ['a'] };
    mapStrings(original, () => 'b');
    assert.deepEqual(original, { list: ['a'] });
  });
});
