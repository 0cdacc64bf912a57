import type { Timeline, TimelineStep } from '../model/timeline.ts';
import { planBlocks } from './design.ts';
import { permutationTest } from './permutation.ts';

type BlockStep = Extract<TimelineStep, { kind: 'block' }>;
/** A block as it was played, with the group that the design has it in; null for a washout. */
export type PlayedBlock = BlockStep & { group: number | null };

/** By how much of it a block may be longer or shorter than the middle one: a busy machine delays one now and then. */
const TOLERANCE = 0.25;
/** By how much of it long blocks may be longer on the whole: more, and a heartbeat alone would make them more. */
const LONGER = 0.005;
/** The order was drawn: long blocks that are longer by chance are so as seldom as this. */
const LONGER_P = 0.05;

/** The blocks of a case by number; none where it compares none. */
export function blocksOf({ steps }: Timeline): PlayedBlock[] {
  const played = steps
    .flatMap((step) => (step.kind === 'block' ? [step] : []))
    .sort((a, b) => a.number - b.number);
  const plan = planBlocks(played[0]?.seed ?? '');

  return played.map((block) => ({ ...block, group: plan[block.number]?.group ?? null }));
}

/** What makes the arms differ in more than the length of their addresses, in phrases; none where the design was kept. */
export function departures(blocks: readonly PlayedBlock[]): string[] {
  return [
    ...orderDepartures(blocks),
    ...timeDepartures(blocks),
    ...contentDepartures(blocks.filter(({ arm }) => arm === 'short' || arm === 'long')),
  ];
}

/** That the order was drawn, and not chosen, is what the test stands on. */
function orderDepartures(blocks: readonly PlayedBlock[]): string[] {
  const plan = planBlocks(blocks[0]?.seed ?? '');
  if (blocks.length !== plan.length) return [`${blocks.length} of ${plan.length} blocks were played`];
  const asDrawn = blocks.every(
    ({ number, arm, visits, seed }, at) =>
      number === at && seed === blocks[0]?.seed && arm === plan[at]?.arm && visits === plan[at]?.visits,
  );

  return asDrawn ? [] : ['the blocks are not those that their seed draws'];
}

function timeDepartures(blocks: readonly PlayedBlock[]): string[] {
  const found: string[] = [];
  if (blocks.some(({ at, to }, index) => !(at <= to) || at < (blocks[index - 1]?.to ?? '')))
    found.push('blocks overlap');
  const compared = blocks.flatMap(({ arm, group, handsetMs = Number.NaN }) =>
    arm === 'washout' || group === null ? [] : [{ arm, group, treated: arm === 'long', value: handsetMs }],
  );
  const lengths = compared.map(({ value }) => value);
  const middle = lengths.toSorted((a, b) => a - b)[lengths.length >> 1] ?? 0;
  if (!lengths.every((length) => Math.abs(length - middle) <= TOLERANCE * middle))
    found.push('blocks took unequal times');
  const { p, difference } = permutationTest(compared.filter(({ arm }) => arm !== 'taps'));
  if (difference > LONGER * middle && p <= LONGER_P) found.push('long blocks took longer');

  return found;
}

function contentDepartures(blocks: readonly PlayedBlock[]): string[] {
  const bytesOf = (arm: 'short' | 'long') =>
    blocks.flatMap((block) => (block.arm === arm ? [block.urlBytes] : []));

  return Math.min(...bytesOf('long')) > Math.max(...bytesOf('short'))
    ? []
    : ['the addresses of the long arm were not longer'];
}
