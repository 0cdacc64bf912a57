import { planBlocks, type RecordedBlock, TAIL_BYTES } from '../../harness/sizes/index.ts';
import type { Sampler } from './sampler.ts';

/** Seconds of the handset's clock, as in a block of a run. */
const BLOCK_S = 150;
const FIRST_VISIT_S = 10;
const BETWEEN_VISITS_S = 8;
const HOME_S = 60;
const RELAUNCH_S = 110;
const SHORT_BYTES = 60;
const START = Date.UTC(2026, 0, 1);

/** The part of a case that a simulated uploader sees, in seconds from its start. */
export interface Session {
  seconds: number;
  visits: readonly { at: number; urlBytes: number }[];
  /** When HOME was pressed, and when the browser was started again. */
  homes: readonly number[];
  launches: readonly number[];
}

/** A case of the design that the seed draws, with visits about when the runner makes them. */
export function simulateSession(
  seed: string,
  sampler: Sampler,
): { blocks: RecordedBlock[]; session: Session } {
  const visits: { at: number; urlBytes: number }[] = [];
  const blocks = planBlocks(seed).map(({ group, ...block }): RecordedBlock => {
    const from = block.number * BLOCK_S;
    const urlBytes = SHORT_BYTES + (block.arm === 'long' ? TAIL_BYTES : 0);
    for (let visit = 0; visit < block.visits; visit++)
      visits.push({ at: from + FIRST_VISIT_S + visit * BETWEEN_VISITS_S + sampler.uniform(), urlBytes });

    return {
      ...block,
      kind: 'block',
      at: timestampOf(from),
      to: timestampOf(from + BLOCK_S),
      urlBytes: block.visits * urlBytes,
      seed,
      handsetMs: BLOCK_S * 1_000,
      forced: true,
      group,
    };
  });
  const inEachBlock = (second: number) => blocks.map(({ number }) => number * BLOCK_S + second);

  return {
    blocks,
    session: {
      seconds: blocks.length * BLOCK_S,
      visits,
      homes: inEachBlock(HOME_S),
      launches: inEachBlock(RELAUNCH_S),
    },
  };
}

export function timestampOf(second: number): string {
  return new Date(START + Math.round(second * 1_000)).toISOString();
}
