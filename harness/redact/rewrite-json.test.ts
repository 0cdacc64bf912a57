import assert from 'node:assert/strict';
import { rewriteJson } from './rewrite-json.ts';
import { shouting } from './testing/rewriting.ts';

describe('JSON', () => {
  const texts: [string, string | undefined][] = [
    ['{"a":"b","c":[1, null, "d"]}', '{"A":"B","C":[1, null, "D"]}'],
    ['  ["a"]', '  ["A"]'],
    ['"a"', '"A"'],
    [String.raw`["a\/b"]`, String.raw`["A\/B"]`],
    [String.raw`["a\\/b"]`, String.raw`["A\\/B"]`],
    [String.raw`["a\nb"]`, String.raw`["A\nB"]`],
    ['[1, 2]', '[1, 2]'],
    ['a: "b"', undefined],
    ['{"a": "b", "c": ', '{"A": "B", "C": '],
    ['["a" "b"]', undefined],
  ];
  for (const [text, expected] of texts)
    it(`${text} becomes ${expected ?? 'nothing, as it is none'}`, () =>
      assert.equal(rewriteJson(text, shouting().inner), expected));

  it('gives its strings without escapes', () => {
    const { inner, seen } = shouting();
    rewriteJson(String.raw`["a\/b", "\u00e9"]`, inner);
    assert.deepEqual(seen, ['a/b', 'é']);
  });
});
