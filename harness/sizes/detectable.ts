import { ordersOf, type Unit } from './orders.ts';
import { sumsOf } from './permutation.ts';

/** The share of orders in which a slope must be found to count as detectable. */
export const POWER = 0.8;

/**
 * The smallest slope that the test at `alpha` finds in at least 8 of 10 of the allowed orders, if it is added to what was
 * measured here. Null where there are too few orders to find any slope.
 *
 * It is computed over all orders, so that a lucky draw does not make the test look sharper than it is. What was measured may
 * contain a slope already; then it varies more, and the result is too high rather than too low.
 * @param dose bytes of address that a treated unit has more than the others
 */
export function detectableSlope(units: readonly Unit[], dose: number, alpha: number): number | null {
  const orders = ordersOf(units);
  const maxRejected = Math.floor(orders.length * alpha);
  if (maxRejected === 0) return null;
  const sums = sumsOf(units, orders);
  const members = orders.map((order) => order.reduce((mask, index) => mask | (1 << index), 0));
  const needed = orders.map((order, drawn) => {
    const slopes = new Float64Array(orders.length - 1);
    let next = 0;
    for (let other = 0; other < orders.length; other++) {
      if (other === drawn) continue;
      const shared = countOnes((members[drawn] ?? 0) & (members[other] ?? 0));
      slopes[next++] = ((sums[other] ?? 0) - (sums[drawn] ?? 0)) / ((order.length - shared) * dose);
    }

    return Math.max(0, slopes.sort()[slopes.length - maxRejected] ?? 0);
  });

  return needed.sort((a, b) => a - b)[Math.ceil(POWER * needed.length) - 1] ?? null;
}

function countOnes(mask: number): number {
  let ones = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) ones += 1;

  return ones;
}
