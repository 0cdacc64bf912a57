import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonErrorOffset } from './json-error.ts';

describe('jsonErrorOffset', () => {
  const table: [text: string, offset: number][] = [
    ['{"log": {"entries": [}', 21],
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['[1, ', 4],
    ['["a\nb"]', 1],
    ['{"a": tru}', 6],
    ['[] x', 3],
    ['', 0],
  ];
  for (const [text, offset] of table)
    it(`finds the error in ${JSON.stringify(text)} at ${offset}`, () =>
      assert.equal(jsonErrorOffset(text), offset));

  it('returns the length of valid JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => assert.equal(jsonErrorOffset(text), text.length)));
  });
});
