import { type Orders, ordersOf, type Unit } from './orders.ts';

export interface PermutationTest {
  /** Of the orders that the design allows, the part in which the treated units have at least as much as they had. */
  p: number;
  orders: number;
  /** The mean of the treated units less the mean of the others. */
  difference: number;
}

/**
 * A one-sided permutation test of treated more than untreated, over exactly the orders that the design allows. It supposes
 * nothing of how values are distributed, grow or depend on each other: the order was drawn, and that is all it stands on.
 */
export function permutationTest(units: readonly Unit[]): PermutationTest {
  const orders = ordersOf(units);
  const sums = sumsOf(units, orders);
  const observed = observedSum(units);
  const treated = units.filter((unit) => unit.treated).length;
  const total = units.reduce((sum, { value }) => sum + value, 0);

  return {
    p: count(sums, (sum) => sum >= observed) / orders.length,
    orders: orders.length,
    difference: observed / treated - (total - observed) / (units.length - treated),
  };
}

/** Bytes of upload for each byte of address: estimated, and between which bounds. */
export interface Slope {
  slope: number;
  /** Null where the test, having so few orders, cannot exclude any. */
  low: number | null;
  high: number | null;
}

/**
 * The slope with its interval: every slope that a test at `alpha / 2` on either side does not reject once it is taken off the
 * values. Exact, by the same orders: a slope `b` is met by an order where the difference in value is at most `b` times the
 * difference in dose.
 * @param doses bytes of address of each unit, integers; no order may have more of them than the order drawn
 */
export function slopeOf(units: readonly Unit[], doses: readonly number[], alpha: number): Slope {
  const orders = ordersOf(units);
  const asDoses = units.map((unit, at) => ({ ...unit, value: doses[at] ?? 0 }));
  const test = permutationTest(units);
  const slopes = slopesOf(units, asDoses, orders);
  const cut = Math.floor((orders.length * alpha) / 2);

  return {
    slope: test.difference / permutationTest(asDoses).difference,
    low: slopes[cut - 1] ?? null,
    high: cut > 0 ? (slopes[slopes.length - cut] ?? null) : null,
  };
}

/** For each other order, the slope from which on it no longer has more than the order drawn; ascending. */
function slopesOf(units: readonly Unit[], asDoses: readonly Unit[], orders: Orders): number[] {
  const values = sumsOf(units, orders);
  const doses = sumsOf(asDoses, orders);
  const value = observedSum(units);
  const dose = observedSum(asDoses);

  return values
    .flatMap((sum, at) => {
      const lessDose = dose - (doses[at] ?? 0);

      return lessDose > 0 ? [(value - sum) / lessDose] : [];
    })
    .sort((a, b) => a - b);
}

/** The sum over the treated units in each order: with their number fixed, it orders as the difference of means does. */
export function sumsOf(units: readonly Unit[], orders: Orders): number[] {
  return orders.map((order) => order.reduce((sum, index) => sum + (units[index]?.value ?? 0), 0));
}

function observedSum(units: readonly Unit[]): number {
  return units.reduce((sum, { treated, value }) => sum + (treated ? value : 0), 0);
}

function count(values: readonly number[], is: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + (is(value) ? 1 : 0), 0);
}
