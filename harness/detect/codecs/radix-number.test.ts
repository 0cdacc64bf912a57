import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RADIX_ALPHABETS } from './alphabets.ts';
import { valuesOf } from './bits.ts';
import { bytesOfNumber } from './radix-number.ts';

describe('numbers in another base', () => {
  for (const [name, alphabet] of RADIX_ALPHABETS)
    it(`decode to the original bytes: ${name}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
          const zeros = bytes.findIndex((byte) => byte !== 0);
          fc.pre(zeros >= 0);
          let written = '';
          for (
            let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
            value > 0n;
            value /= BigInt(alphabet.length)
          )
            written = `${alphabet[Number(value % BigInt(alphabet.length))]}${written}`;
          const word = `${alphabet.charAt(0).repeat(zeros)}${written}`;
          const values = valuesOf(alphabet);
          assert.deepEqual(
            Buffer.from(bytesOfNumber(word, alphabet.length, values) ?? []),
            Buffer.from(bytes),
          );
        }),
        { seed: 3, numRuns: 200 },
      );
    });

  it('are undefined if a character is no digit', () => {
    const [, alphabet] = RADIX_ALPHABETS[1] ?? ['', ''];
    assert.equal(bytesOfNumber('abc0', alphabet.length, valuesOf(alphabet)), undefined);
  });
});
