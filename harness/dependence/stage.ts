import { createDraw } from './draw.ts';
import type { RecordedMessages } from './message.ts';
import { isInterleaved } from './order.ts';
import { countOf, type Labeling, type Labelings, labelingsOf, sizesOf } from './permutation/labelings.ts';

/** The blocks of one stage, in the order of recording. */
export interface Stage {
  /** Names of the pages. */
  arms: readonly string[];
  blocks: readonly RecordedBlock[];
}

export interface RecordedBlock extends RecordedMessages {
  /** Index of the page. */
  arm: number;
}

/** The page of each block. */
export function labelingOf({ blocks }: Stage): Labeling {
  return Uint8Array.from(blocks, ({ arm }) => arm);
}

/** The orders to compare a stage's order with: all, or some that are drawn the same way on every machine. */
export function ordersOf(stage: Stage): Labelings {
  return labelingsOf(labelingOf(stage), createDraw(`orders: ${stage.blocks.length}`));
}

/**
 * Why a stage cannot be tested; undefined if it can.
 * @param error the error of one family of features
 */
export function whyUntestable(stage: Stage, error: number): string | undefined {
  const sizes = sizesOf(labelingOf(stage));
  const needed = blocksNeeded(stage.arms.length, error);
  const few = stage.arms.findIndex((_, arm) => (sizes[arm] ?? 0) < 2);
  if (few >= 0 || smallestP(sizes) > error) {
    const counts = stage.arms.map((arm, at) => `${arm} has ${sizes[at] ?? 0}`).join(', ');

    return `too few blocks: ${counts}; at least ${needed} of each page are needed`;
  }
  if (![stage, byTime(stage)].every((each) => isInterleaved(labelingOf(each), ordersOf(each))))
    return `the blocks of ${stage.arms.join(' and ')} do not alternate, so that any counter would follow the page; record the pages in a random order`;

  return undefined;
}

/** The blocks in the order of their own times, if all have one: names of files can be wrong. */
export function byTime(stage: Stage): Stage {
  const timed = stage.blocks.map((block) => ({ block, at: firstTimeOf(block) }));
  if (timed.some(({ at }) => at === undefined)) return stage;

  return { ...stage, blocks: timed.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)).map(({ block }) => block) };
}

/** Milliseconds since 1970; undefined for a block without times. */
function firstTimeOf({ exchanges }: RecordedBlock): number | undefined {
  const times = exchanges.map(({ at }) => Date.parse(at ?? '')).filter((time) => !Number.isNaN(time));

  return times.length === 0 ? undefined : Math.min(...times);
}

/** The smallest p that any feature can have: exchanging pages with as many blocks changes nothing. */
function smallestP(sizes: readonly number[]): number {
  let same = 1;
  for (const size of new Set(sizes)) same *= factorial(sizes.filter((each) => each === size).length);

  return same / countOf(sizes);
}

function blocksNeeded(arms: number, error: number): number {
  let blocks = 2;
  while (smallestP(Array.from({ length: arms }, () => blocks)) > error) blocks++;

  return blocks;
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1);
}
