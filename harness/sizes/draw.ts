import { createHash } from 'node:crypto';

/**
 * Draws from a seed, the same on every machine: so everyone can check that an order was drawn and not chosen. Each draw is an
 * integer from 0 to `count - 1` (`count` at most 2^31), all equally likely: values that would favour some are drawn again.
 */
export function createDraw(seed: string): (count: number) => number {
  let drawn = 0;

  return (count) => {
    const limit = 2 ** 32 - (2 ** 32 % count);
    for (;;) {
      const value = createHash('sha256').update(`${seed}#${drawn++}`).digest().readUInt32BE();
      if (value < limit) return value % count;
    }
  };
}

/** The values in a random order, each order equally likely (Fisher and Yates). */
export function shuffle<T>(values: readonly T[], draw: (count: number) => number): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    // Both are valid indexes.
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }

  return order;
}
