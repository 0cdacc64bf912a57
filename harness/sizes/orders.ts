/** A block as the test sees it: what was measured, and whether it is one of the arm that might be more. */
export interface Unit {
  group: number;
  treated: boolean;
  /** What was measured, an integer. */
  value: number;
}

/** For each order that the design allows, the units (by index) that would have been treated in it. The order drawn is one. */
export type Orders = readonly (readonly number[])[];

/** The last answer: which units are treated makes no difference to it, so that one serves all recipients of a case. */
let last: { shape: string; orders: Orders } | undefined;

/** All ways to treat as many units of each group as were treated in it. */
export function ordersOf(units: readonly Unit[]): Orders {
  const shape = JSON.stringify([
    units.map(({ group }) => group),
    units.flatMap(({ treated, group }) => (treated ? [group] : [])).sort((a, b) => a - b),
  ]);
  if (last?.shape !== shape) last = { shape, orders: enumerate(units) };

  return last.orders;
}

function enumerate(units: readonly Unit[]): Orders {
  const groups = [...new Set(units.map(({ group }) => group))];
  let orders: number[][] = [[]];
  for (const group of groups) {
    const indexes = units.flatMap((unit, index) => (unit.group === group ? [index] : []));
    const ways = choicesOf(indexes, indexes.filter((index) => units[index]?.treated).length);
    orders = orders.flatMap((order) => ways.map((way) => [...order, ...way]));
  }

  return orders;
}

function choicesOf(from: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];

  return from.flatMap((first, at) =>
    choicesOf(from.slice(at + 1), count - 1).map((rest) => [first, ...rest]),
  );
}
