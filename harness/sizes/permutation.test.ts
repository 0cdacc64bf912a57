import assert from 'node:assert/strict';
import { detectableSlope } from './detectable.ts';
import { createDraw } from './draw.ts';
import { correctHolm } from './holm.ts';
import { ordersOf, type Unit } from './orders.ts';
import { permutationTest, slopeOf } from './permutation.ts';

/** Two groups of three treated and three other units, alternating. */
function unitsWith(values: readonly number[]): Unit[] {
  return values.map((value, at) => ({ group: at < 6 ? 0 : 1, treated: at % 2 === 0, value }));
}
const FLAT = unitsWith(Array.from({ length: 12 }, () => 100));
const DOSES = FLAT.map(({ treated }) => (treated ? 4_200 : 100));

/** Noise of up to `spread` on top of a slope. */
function noisy(seed: string, slope: number, spread: number): Unit[] {
  const draw = createDraw(seed);

  return FLAT.map((unit, at) => ({
    ...unit,
    value: Math.round(500 + draw(spread) + slope * (DOSES[at] ?? 0)),
  }));
}

describe('the permutation test', () => {
  it('runs over the orders that the design allows, and no others', () => {
    const orders = ordersOf(FLAT);
    assert.equal(orders.length, 400);
    assert.equal(new Set(orders.map(String)).size, 400);
    for (const order of orders) {
      assert.equal(order.filter((index) => index < 6).length, 3);
      assert.equal(order.filter((index) => index >= 6).length, 3);
    }
  });

  it('reaches its smallest p, one in 400, if all treated units have more than all others', () => {
    assert.equal(permutationTest(noisy('a', 1, 100)).p, 1 / 400);
  });

  it('counts orders that equal the drawn one, so that equal values give 1', () => {
    assert.deepEqual(permutationTest(FLAT), { p: 1, orders: 400, difference: 0 });
  });

  it('is one-sided: p is 1 for less in the treated units', () => {
    assert.equal(permutationTest(noisy('a', -0.1, 10)).p, 1);
  });

  it('agrees with counting by hand in a small design', () => {
    const units: Unit[] = [
      { group: 0, treated: true, value: 9 },
      { group: 0, treated: false, value: 4 },
      { group: 1, treated: true, value: 5 },
      { group: 1, treated: false, value: 7 },
    ];
    // Sums over the four orders: 9+5, 9+7, 4+5, 4+7; the one drawn is 14, met or passed by two of them.
    assert.deepEqual(permutationTest(units), { p: 0.5, orders: 4, difference: 1.5 });
  });
});

describe('the slope', () => {
  it('is the added slope, within its interval', () => {
    const { slope, low, high } = slopeOf(noisy('b', 0.8, 200), DOSES, 0.05);
    assert.ok(Math.abs(slope - 0.8) < 0.05, String(slope));
    assert.ok(low !== null && high !== null && low < 0.8 && 0.8 < high && low < slope && slope < high);
  });

  it('has an interval of exactly the slopes that a test does not reject', () => {
    const units = noisy('c', 0.3, 900);
    const { low, high } = slopeOf(units, DOSES, 0.05);
    const without = (slope: number, sign: 1 | -1) =>
      units.map((unit, at) => ({ ...unit, value: sign * (unit.value - slope * (DOSES[at] ?? 0)) }));
    const step = 1e-6;
    assert.ok(low !== null && high !== null);
    assert.ok(permutationTest(without(low - step, 1)).p <= 0.025);
    assert.ok(permutationTest(without(low + step, 1)).p > 0.025);
    assert.ok(permutationTest(without(high + step, -1)).p <= 0.025);
    assert.ok(permutationTest(without(high - step, -1)).p > 0.025);
  });

  it('has the true slope in its interval in 95 of 100 experiments', () => {
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { low, high } = slopeOf(noisy(`run ${run}`, 0.5, 3_000), DOSES, 0.05);
      if (low !== null && high !== null && low <= 0.5 && 0.5 <= high) covered += 1;
    }
    // 99.9 % of samples of 400 at 0.95 lie between 365 and 394.
    assert.ok(covered >= 365 && covered <= 394, `${covered} of ${runs}`);
  });

  it('has no interval with too few orders', () => {
    const units = [FLAT[0], FLAT[1]].map((unit, at) => ({ ...(unit as Unit), value: 10 - at }));
    assert.deepEqual(slopeOf(units, [300, 100], 0.05), { slope: 0.005, low: null, high: null });
  });
});

describe('the smallest detectable slope', () => {
  it('is found in about eight of ten orders, and a smaller one is not', () => {
    const blank = noisy('d', 0, 2_000);
    const smallest = detectableSlope(blank, 4_100, 0.05);
    assert.ok(smallest !== null && smallest > 0);
    const powerAt = (slope: number) =>
      ordersOf(blank).filter((order) => {
        const drawn = blank.map((unit, at) => ({
          ...unit,
          treated: order.includes(at),
          value: unit.value + (order.includes(at) ? slope * 4_100 : 0),
        }));

        return permutationTest(drawn).p <= 0.05;
      }).length / 400;
    assert.ok(powerAt(smallest * 1.0001) >= 0.8, String(powerAt(smallest * 1.0001)));
    assert.ok(powerAt(smallest * 0.99) < 0.8, String(powerAt(smallest * 0.99)));
    assert.ok(powerAt(smallest / 4) < 0.5);
  });

  it('is 0 if nothing varies', () => assert.equal(detectableSlope(FLAT, 4_100, 0.05), 0));

  it('is null with too few orders for the number of recipients', () => {
    assert.equal(detectableSlope(FLAT, 4_100, 0.05 / 21), null);
  });
});

describe("Holm's correction", () => {
  it('multiplies the smallest by the count, the next by one less, and never decreases', () => {
    assert.deepEqual(
      correctHolm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(4))),
      [0.03, 0.06, 0.06, 0.02],
    );
  });
  it('stops at 1', () => assert.deepEqual(correctHolm([0.9, 0.8]), [1, 1]));
  it('is empty for no values', () => assert.deepEqual(correctHolm([]), []));
});
