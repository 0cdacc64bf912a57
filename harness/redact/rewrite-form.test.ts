import assert from 'node:assert/strict';
import { rewriteForm } from './rewrite-form.ts';
import { upperCaseRewriter } from './testing/rewriting.ts';

describe('rewriteForm', () => {
  const { inner } = upperCaseRewriter();
  const forms: [string, string | undefined][] = [
    ['a=b&c=d', 'a=B&c=D'],
    ['a=b&c&d=', 'a=B&c&d='],
    ['a=x+y', 'a=X+Y'],
    ['a=x%20y', 'a=X%20Y'],
    ['a=x%26y', 'a=X%26Y'],
    ['a=b:c/d', 'a=B:C/D'],
    ['a=%', 'a=%'],
    ['https://x.example/p?a=b#c', 'https://x.example/p?a=B#c'],
    ['https://x.example/p', undefined],
    ['just text', undefined],
    ['<a href="x=y">', undefined],
  ];
  for (const [text, expected] of forms)
    it(`rewrites ${text} ${expected === undefined ? 'to undefined, as it is not a form' : `to ${expected}`}`, () =>
      assert.equal(rewriteForm(text, inner), expected));

  it('passes decoded values to the rewriter', () => {
    const { inner, seen } = upperCaseRewriter();
    rewriteForm('a=b+c%21&d=%7B%7D', inner);
    assert.deepEqual(seen, ['b c!', '{}']);
  });
});
