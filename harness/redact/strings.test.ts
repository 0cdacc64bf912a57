import assert from 'node:assert/strict';
import { mapStrings } from './strings.ts';

describe('mapStrings', () => {
  it('changes strings at every depth, and keeps keys and other values', () =>
    assert.deepEqual(
      mapStrings({ a: 'a', b: [1, 'a', { a: 'b' }], c: null, d: true, e: undefined }, (text) =>
        text.toUpperCase(),
      ),
      { a: 'A', b: [1, 'A', { a: 'B' }], c: null, d: true, e: undefined },
    ));

  it('does not change the original', () => {
    const original = { list: ['a'] };
    mapStrings(original, () => 'b');
    assert.deepEqual(original, { list: ['a'] });
  });
});
