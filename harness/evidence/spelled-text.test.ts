import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SpelledText } from './spelled-text.ts';
import { createRandom, pick, type Random } from './testing/odd-entries.ts';

const values = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 6 });

describe('SpelledText', () => {
  it('has each value of a form, however a program spelled it', () =>
    fc.assert(
      fc.property(values, fc.integer({ min: 1 }), (all, seed) => {
        const random = createRandom(seed);
        const text = all.map((value, at) => `f${at}=${spell(value, random)}`).join('&');
        const spelled = new SpelledText(text);
        for (const value of all) assert.ok(spelled.has(value), JSON.stringify([value, text]));
      }),
      { numRuns: 1000 },
    ));

  it('has no value of which some ASCII is missing', () =>
    fc.assert(
      fc.property(
        values,
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.integer({ min: 1 }),
        (all, more, seed) => {
          const random = createRandom(seed);
          const spelled = new SpelledText(all.map((value) => `a=${spell(value, random)}`).join('&'));
          assert.ok(!spelled.has(`${more}k3x9m2q7w4tz${more}`));
        },
      ),
      { numRuns: 300 },
    ));
});

/** A value as programs write it: as it is, with percent escapes of a charset, or with such escapes escaped again. */
function spell(value: string, random: Random): string {
  const escapeOf = (byte: number) => {
    const hex = byte.toString(16).padStart(2, '0');

    return `%${pick(random, [hex, hex.toUpperCase()])}`;
  };
  const charset = pick(random, ['utf8', 'latin1'] as const);
  const once = [...value].map((character) => {
    if (character === ' ') return pick(random, ['+', '%20']);
    if (/[\w.-]/.test(character) && random.next(3) > 0) return character;

    return [...Buffer.from(character, charset === 'latin1' && character > 'ÿ' ? 'utf8' : charset)]
      .map(escapeOf)
      .join('');
  });

  return pick(random, [value, once.join(''), encodeURIComponent(once.join(''))]);
}
