import assert from 'node:assert/strict';
import { createRandom } from '../testing/random.ts';
import { createDraw } from '../draw.ts';
import { labelingsOf } from './labelings.ts';
import { MaxTest } from './max-test.ts';
import { PooledTest } from './pooled-test.ts';

const RECORDED = Uint8Array.from([0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0]);
const ALL = labelingsOf(RECORDED, createDraw('test'));
const TRIALS = 400;
/** Blocks of 12, random counts. */
const noise = (seed: number, features: number, levels: number) => {
  const random = createRandom(seed);

  return Array.from({ length: features }, () => ({
    counts: Float64Array.from(RECORDED, () => random.below(levels)),
  }));
};

describe('the assignments of 6 and 6 blocks', () => {
  it('are 924, all different', () => {
    assert.equal(ALL.areAll, true);
    assert.equal(new Set(ALL.labelings.map((each) => each.join(''))).size, 924);
  });

  it('are drawn if they are too many, the same each time', () => {
    const drawn = () => labelingsOf(RECORDED, createDraw('some'), 100);
    assert.equal(drawn().areAll, false);
    assert.deepEqual(drawn(), drawn());
  });
});

describe('the test of a family', () => {
  for (const levels of [2, 4, 1000])
    it(`blames noise of ${levels} levels as seldom as it says`, () => {
      const blamed = Array.from({ length: TRIALS }, (_, seed) =>
        new MaxTest(noise(seed + 1, 20, levels), ALL).under(RECORDED),
      ).filter(([best]) => (best?.p ?? 1) <= 0.1).length;
      // 10 % of 400, and four standard deviations.
      assert.ok(blamed <= 64, `${blamed} of ${TRIALS}`);
    });

  it('finds what is equal for one page and different for the other, among noise', () => {
    const counts = Float64Array.from(RECORDED, (arm) => arm * 3);
    const tested = new MaxTest([...noise(1, 200, 3), { counts }], ALL).under(RECORDED);
    assert.equal(tested[0]?.feature.counts, counts);
    assert.ok((tested[0]?.p ?? 1) <= 0.01, String(tested[0]?.p));
  });

  it('gives equal features the same p', () => {
    const [one] = noise(3, 1, 3);
    const tested = new MaxTest(one ? [one, { counts: one.counts.slice() }] : [], ALL).under(RECORDED);
    assert.equal(tested.length, 2);
    assert.equal(tested[0]?.p, tested[1]?.p);
  });
});

describe('the test of places', () => {
  it('blames noise as seldom as it says', () => {
    const blamed = Array.from({ length: TRIALS }, (_, seed) =>
      new PooledTest(
        Array.from({ length: 5 }, (__, place) => noise(seed * 5 + place + 1, 8, 3)),
        ALL,
      ).under(RECORDED, 0.1),
    ).filter(({ length }) => length > 0).length;
    assert.ok(blamed <= 64, `${blamed} of ${TRIALS}`);
  });

  it('finds what many features show a little', () => {
    const random = createRandom(9);
    const weak = Array.from({ length: 30 }, (_, at) => ({
      counts: Float64Array.from(RECORDED, (arm) => (arm === at % 2 && random.below(3) === 0 ? 1 : 0)),
    })).filter(({ counts }) => counts.some((count) => count > 0));
    const places = [weak, ...Array.from({ length: 5 }, (_, place) => noise(place + 40, 8, 3))];
    const best = new MaxTest(places.flat(), ALL).under(RECORDED)[0]?.p ?? 0;
    assert.ok(best > 0.01, `one feature shows it: ${best}`);
    assert.equal(new PooledTest(places, ALL).under(RECORDED, 0.01).length, 1);
  });
});
