import type { TimelineStep } from '../../model/timeline.ts';
import { type PlannedBlock, planBlocks, TAIL_BYTES } from '../design.ts';

export { type PlannedBlock, planBlocks };

type BlockStep = Extract<TimelineStep, { kind: 'block' }>;

/** Milliseconds of the handset's clock, which runs in real time here. */
const BLOCK_MS = 150_000;
/** Bytes of a short address as the generator makes them. */
export const SHORT_BYTES = 60;
const START = Date.UTC(2026, 10, 22, 10);

/** A time in a block, as the evidence writes it. */
export function timeInBlock(number: number, offsetMs = 1_000): string {
  return new Date(START + number * BLOCK_MS + offsetMs).toISOString();
}

/** The timeline of a seed's blocks, one after the other. */
export function recordedSteps(seed: string): BlockStep[] {
  return planBlocks(seed).map((block) => ({
    kind: 'block',
    at: timeInBlock(block.number, 0),
    to: timeInBlock(block.number + 1, 0),
    number: block.number,
    arm: block.arm,
    visits: block.visits,
    urlBytes: urlBytesOf(block),
    seed,
    handsetMs: block.arm === 'washout' ? BLOCK_MS / 5 : BLOCK_MS,
    forced: true,
  }));
}

export function urlBytesOf({ arm, visits }: PlannedBlock): number {
  return visits * (SHORT_BYTES + (arm === 'long' ? TAIL_BYTES : 0));
}
