import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sizesOf } from './labelings.ts';
import { mostSeparationOf, scoresOf, separationOf } from './separation.ts';

const separationFor = (counts: readonly number[], labels: readonly number[]) =>
  separationOf(
    scoresOf({ counts: Float64Array.from(counts) }),
    Uint8Array.from(labels),
    sizesOf(Uint8Array.from(labels)),
  );

describe('the separation of pages by a feature', () => {
  it('is 1 only if all blocks of a page are equal', () => {
    assert.equal(separationFor([5, 2, 5, 2], [1, 0, 1, 0]), 1);
    assert.equal(separationFor([5, 2, 6, 2], [1, 0, 1, 0]) < 1, true);
    assert.equal(separationFor([1, 2, 1, 2], [1, 1, 0, 0]), 0);
  });

  it('is the statistic of Kruskal and Wallis for three pages', () => {
    // H of 1 2 3 | 4 5 6 | 7 8 9 without ties is 7.2; its maximum is 8.
    const separation = separationFor([1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 0, 1, 1, 1, 2, 2, 2]);
    assert.equal(Math.abs(separation - 7.2 / 8) < 1e-12, true, String(separation));
  });

  it('is never more than the limit for two pages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7]),
        (counts, order) => {
          fc.pre(new Set(counts).size > 1 && order.length === 8);
          const labeling = Uint8Array.from(order, (at) => at % 2);
          const scores = scoresOf({ counts: Float64Array.from(counts) });
          assert.ok(
            separationOf(scores, labeling, [4, 4]) <= mostSeparationOf(scores, labeling) + 1e-9,
            `${counts.join()} ${labeling.join()}`,
          );
        },
      ),
    );
  });
});
