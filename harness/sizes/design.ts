import { drawsOf, shuffled } from './draw.ts';

/** `short` and `long` differ in the length of the addresses alone; `taps` has their taps and no visit. */
export type ComparedArm = 'short' | 'long' | 'taps';

/** A block to be played. A `washout` keeps two others apart: nothing is done in it, and it is compared with nothing. */
export interface PlannedBlock {
  number: number;
  arm: ComparedArm | 'washout';
  visits: number;
  /** Which part of the run it belongs to: labels are exchanged within one alone. Null for a washout. */
  group: number | null;
}

/** Groups of blocks, one after the other, each with the same number of blocks of each arm: what drifts, drifts in all arms. */
const GROUPS = 2;
const EACH_ARM = 3;
/** Visits of a block of the arms that visit. */
export const VISITS = 3;
/** What an address of the long arm is longer by: under the cuts that SDKs make (Sensors 8,191 characters of a property). */
export const TAIL_BYTES = 2_048;

/**
 * The blocks in the order that the seed draws: 6 short, 6 long and 6 with taps alone, in two groups of 3 of each, in which
 * every order is as likely as any other. A washout stands before each, the first of which takes what a fresh browser
 * sends at its first start.
 */
export function planBlocks(seed: string): PlannedBlock[] {
  const draw = drawsOf(seed);
  const arms: ComparedArm[] = ['short', 'long', 'taps'].flatMap((arm) =>
    Array.from({ length: EACH_ARM }, () => arm as ComparedArm),
  );
  const blocks: PlannedBlock[] = [];
  for (let group = 0; group < GROUPS; group++)
    for (const arm of shuffled(arms, draw)) {
      blocks.push({ number: blocks.length, arm: 'washout', visits: 0, group: null });
      blocks.push({ number: blocks.length, arm, visits: arm === 'taps' ? 0 : VISITS, group });
    }

  return blocks;
}
