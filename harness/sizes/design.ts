import { createDraw, shuffle } from './draw.ts';

/** `short` and `long` differ only in the length of the addresses; `taps` has the same taps without a visit. */
export type ComparedArm = 'short' | 'long' | 'taps';

/** A block of the plan. A `washout` separates two others: nothing is done in it, and it is not compared. */
export interface PlannedBlock {
  number: number;
  arm: ComparedArm | 'washout';
  visits: number;
  /** The part of the run that it belongs to: the test exchanges arms only within one part. Null for a washout. */
  group: number | null;
}

/** Consecutive groups with as many blocks of each arm, so that a drift affects all arms alike. */
const GROUPS = 2;
const EACH_ARM = 3;
/** Visits in a block of `short` or `long`. */
export const VISITS = 3;
/** By how much addresses of the long arm are longer: short enough that no SDK cuts them (Sensors: 8,191 characters). */
export const TAIL_BYTES = 2_048;

/**
 * The blocks in the order that the seed draws: 6 short, 6 long and 6 with taps alone, in two groups with 3 of each. Within a
 * group, every order is equally likely. A washout precedes each block; the first one also takes what a fresh browser sends at
 * its first start.
 */
export function planBlocks(seed: string): PlannedBlock[] {
  const draw = createDraw(seed);
  const arms: ComparedArm[] = ['short', 'long', 'taps'].flatMap((arm) =>
    Array.from({ length: EACH_ARM }, () => arm as ComparedArm),
  );
  const blocks: PlannedBlock[] = [];
  for (let group = 0; group < GROUPS; group++)
    for (const arm of shuffle(arms, draw)) {
      blocks.push({ number: blocks.length, arm: 'washout', visits: 0, group: null });
      blocks.push({ number: blocks.length, arm, visits: arm === 'taps' ? 0 : VISITS, group });
    }

  return blocks;
}
