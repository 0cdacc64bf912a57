import { createDraw } from '../draw.ts';
import { Experiment } from '../experiment.ts';
import type { Sites } from '../fields/read-message.ts';
import { isInterleaved } from '../order.ts';
import type { RecordedBlock } from '../stage.ts';
import { type Labeling, labelingsOf } from '../permutation/labelings.ts';

/**
 * Experiments of two stages in which nothing depends on the page: blocks that all visited one page are assigned to two pages in a
 * random order that interleaves them. The first half of the blocks is the first stage.
 * @param seed decides the orders
 * @returns the number of experiments that reported something
 */
export function countFindings(
  blocks: readonly RecordedBlock[],
  sites: Sites,
  experiments: number,
  seed: string,
): number {
  const arms = ['A', 'B'];
  const half = blocks.length / 2;
  const [explore, confirm] = [blocks.slice(0, half), blocks.slice(half)];
  const experiment = new Experiment({ arms, blocks: explore }, { arms, blocks: confirm }, sites);
  const draw = createDraw(seed);
  const orders = interleavedOrders(half, draw);
  const next = () => orders[draw(orders.length)] ?? new Uint8Array();
  let found = 0;
  for (let at = 0; at < experiments; at++) if (experiment.under(next(), next()).length > 0) found++;

  return found;
}

/** Every order that the design may draw. */
function interleavedOrders(blocks: number, draw: (count: number) => number): Labeling[] {
  const alternating = Uint8Array.from({ length: blocks }, (_, at) => at % 2);
  const all = labelingsOf(alternating, draw);

  return all.labelings.filter((order) => isInterleaved(order, all));
}
