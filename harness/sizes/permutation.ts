import { type Orders, ordersOf, type Unit } from './orders.ts';

export interface PermutationTest {
  /** The share of the allowed orders in which the treated units have at least as much as in the drawn one. */
  p: number;
  orders: number;
  /** The mean of the treated units minus the mean of the others. */
  difference: number;
}

/**
 * A one-sided permutation test of whether treated units have more than the others, over exactly the orders that the design
 * allows. It makes no assumption about the distribution, growth or dependence of values. It only needs the order to be random.
 */
export function permutationTest(units: readonly Unit[]): PermutationTest {
  const orders = ordersOf(units);
  const sums = sumsOf(units, orders);
  const observed = observedSum(units);
  const treated = units.filter((unit) => unit.treated).length;
  const total = units.reduce((sum, { value }) => sum + value, 0);

  return {
    p: countMatching(sums, (sum) => sum >= observed) / orders.length,
    orders: orders.length,
    difference: observed / treated - (total - observed) / (units.length - treated),
  };
}

/** Bytes of upload for each byte of address: the estimate and its interval. */
export interface Slope {
  slope: number;
  /** Null where there are too few orders for an interval. */
  low: number | null;
  high: number | null;
}

/**
 * The slope with its exact interval. The interval contains every slope that a permutation test (`alpha / 2` on each side) does
 * not reject after the slope was subtracted from the values. An order is one allowed choice of which units are
 * treated. It supports a slope `b` if its difference in value is at
 * most `b` times its difference in dose.
 * @param doses bytes of URLs in each unit, integers; no order may have a larger difference in dose than the drawn one
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

/** For each other order, the smallest slope at which it has no more than the drawn one; ascending. */
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

/** The sum over the treated units in each order. As their number is fixed, it ranks orders as the difference of means does. */
export function sumsOf(units: readonly Unit[], orders: Orders): number[] {
  return orders.map((order) => order.reduce((sum, index) => sum + (units[index]?.value ?? 0), 0));
}

function observedSum(units: readonly Unit[]): number {
  return units.reduce((sum, { treated, value }) => sum + (treated ? value : 0), 0);
}

function countMatching(values: readonly number[], matches: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + (matches(value) ? 1 : 0), 0);
}
