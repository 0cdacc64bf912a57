import assert from 'node:assert/strict';
import { rewriteForm } from './rewrite-form.ts';
import { shouting } from './testing/rewriting.ts';

describe('a form', () => {
  const { inner } = shouting();
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
    it(`${text} becomes ${expected ?? 'nothing, as it is not one'}`, () =>
      assert.equal(rewriteForm(text, inner), expected));

  it('gives its values decoded', () => {
    const { inner, seen } = shouting();
    rewriteForm('a=b+c%21&d=%7B%7D', inner);
    assert.deepEqual(seen, ['b c!', '{}']);
  });
});
