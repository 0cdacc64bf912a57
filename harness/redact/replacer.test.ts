import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createReplacer } from './replacer.ts';

const form = (name: string, text: string, replacement: string) => ({ name, text, replacement });

describe('createReplacer', () => {
  it('replaces every occurrence of each form, and counts by name', () => {
    const replacer = createReplacer([
      form('a', 'alpha', 'omega'),
      form('a', 'ALPHA', 'OMEGA'),
      form('b', 'beta', 'zeta'),
    ]);
    assert.equal(replacer.replace('alphaalpha beta, ALPHA!'), 'omegaomega zeta, OMEGA!');
    assert.deepEqual(
      [...replacer.counts],
      [
        ['a', 3],
        ['b', 1],
      ],
    );
  });

  it('replaces the longest form at a position', () =>
    assert.equal(
      createReplacer([form('a', 'alpha', 'x'), form('a', 'alphabet', 'y')]).replace('alphabet alpha'),
      'y x',
    ));

  it('does not replace its own replacements', () =>
    assert.equal(createReplacer([form('a', 'abcd', 'abcdabcd')]).replace('abcd'), 'abcdabcd'));

  it('ignores forms shorter than four characters', () => {
    const replacer = createReplacer([form('a', 'abc', 'x')]);
    assert.equal(replacer.replace('abcabc'), 'abcabc');
    assert.equal(replacer.counts.size, 0);
  });

  it('agrees with replaceAll', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\ud83d') }), (text) =>
        assert.equal(createReplacer([form('x', 'abab', '-')]).replace(text), text.replaceAll('abab', '-')),
      ),
    ));
});
