import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Automaton } from './automaton.ts';

const letters = fc.constantFrom(...'abC1.é'.split(''));
const word = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
const text = fc.string({ unit: letters, maxLength: 40 });

describe('Automaton', () => {
  it('agrees with String.includes for each word', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), text, (words, searched) => {
        const isThere = words.some((each) => lower(searched).includes(lower(each)));
        const automaton = new Automaton(words);
        assert.equal(automaton.inText(searched), isThere);
        assert.equal(automaton.inBytes(Buffer.from(searched)), isThere);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds a word at any place of a long text, also across chunks', () => {
    const automaton = new Automaton(['k3x9m2q7w4tz', 'q7w4']);
    const filler = '-'.repeat(1 << 20);
    for (const before of [0, 1, 1000, (1 << 20) - 20, (1 << 20) - 6, (1 << 20) - 1, 1 << 20])
      assert.ok(automaton.inText(`${filler.slice(0, before)}K3X9m2q7w4tz${filler}`), `${before}`);
    assert.ok(!automaton.inText(`k3x9m2q${filler}7w4tz`));
  });
});

function lower(searched: string): string {
  return searched.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
