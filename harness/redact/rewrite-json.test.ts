import assert from 'node:assert/strict';
import { rewriteJson } from './rewrite-json.ts';
import { upperCaseRewriter } from './testing/rewriting.ts';

describe('rewriteJson', () => {
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
    it(`rewrites ${text} ${expected === undefined ? 'to undefined, as it is not JSON' : `to ${expected}`}`, () =>
      assert.equal(rewriteJson(text, upperCaseRewriter().inner), expected));

  it('passes strings without escapes to the rewriter', () => {
    const { inner, seen } = upperCaseRewriter();
    rewriteJson(String.raw`["a\/b", "\u00e9"]`, inner);
    assert.deepEqual(seen, ['a/b', 'é']);
  });
});
