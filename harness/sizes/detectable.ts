import { ordersOf, type Unit } from './orders.ts';
import { sumsOf } from './permutation.ts';

/** How often a slope must be found to count as one that would have been. */
export const POWER = 0.8;

/**
 * The smallest slope that the test at `alpha` would have found in at least 8 of 10 of the orders that the design might have
 * drawn, had it been added to what was measured here; null where no slope is steep enough, for want of orders.
 *
 * Taken over all orders and not over the one drawn, lest the chance of that one make the test look sharper than it is. What
 * was measured may hold a slope already; then it varies more, and the answer errs on the high side.
 * @param dose bytes of address that a treated unit has more than another
 */
export function detectableSlope(units: readonly Unit[], dose: number, alpha: number): number | null {
  const orders = ordersOf(units);
  const most = Math.floor(orders.length * alpha);
  if (most === 0) return null;
  const sums = sumsOf(units, orders);
  const members = orders.map((order) => order.reduce((mask, index) => mask | (1 << index), 0));
  const needed = orders.map((order, drawn) => {
    const slopes = new Float64Array(orders.length - 1);
    let next = 0;
    for (let other = 0; other < orders.length; other++) {
      if (other === drawn) continue;
      const shared = onesOf((members[drawn] ?? 0) & (members[other] ?? 0));
      slopes[next++] = ((sums[other] ?? 0) - (sums[drawn] ?? 0)) / ((order.length - shared) * dose);
    }

    return Math.max(0, slopes.sort()[slopes.length - most] ?? 0);
  });

  return needed.sort((a, b) => a - b)[Math.ceil(POWER * needed.length) - 1] ?? null;
}

function onesOf(mask: number): number {
  let ones = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) ones += 1;

  return ones;
}
