import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlaceIndex } from './places.ts';

const number = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

describe('PlaceIndex', () => {
  it('gives every place of a number in order, and no others', () => {
    fc.assert(
      fc.property(fc.array(number), number, fc.constantFrom(0, 2), (numbers, other, drop) => {
        const index = new PlaceIndex(Uint32Array.from(numbers), drop);
        for (const key of [...numbers, other].map((each) => each >>> drop))
          assert.deepEqual(
            index.placesOf(key),
            [...numbers.keys()].filter((place) => (numbers[place] ?? 0) >>> drop === key),
          );
      }),
    );
  });
});
