/** A block for the test: its measured value, and whether it belongs to the arm that is expected to have more. */
export interface Unit {
  group: number;
  treated: boolean;
  /** The measured value, an integer. */
  value: number;
}

/** For each order that the design allows, the indexes of the units that are treated in it. The drawn order is one of them. */
export type Orders = readonly (readonly number[])[];

/** All ways to treat as many units of each group as were treated in it. */
export function ordersOf(units: readonly Unit[]): Orders {
  const groups = [...new Set(units.map(({ group }) => group))];
  let orders: number[][] = [[]];
  for (const group of groups) {
    const indexes = units.flatMap((unit, index) => (unit.group === group ? [index] : []));
    const choices = combinationsOf(indexes, indexes.filter((index) => units[index]?.treated).length);
    orders = orders.flatMap((order) => choices.map((choice) => [...order, ...choice]));
  }

  return orders;
}

function combinationsOf(from: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];

  return from.flatMap((first, at) =>
    combinationsOf(from.slice(at + 1), count - 1).map((rest) => [first, ...rest]),
  );
}
