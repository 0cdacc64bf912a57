import { counted } from '../model/counted.ts';
import type { Timeline, TimelineStep } from '../model/timeline.ts';
import { type PlannedBlock, planBlocks } from './design.ts';
import { permutationTest } from './permutation.ts';

type BlockStep = Extract<TimelineStep, { kind: 'block' }> & { arm: PlannedBlock['arm'] };
/** A block of the timeline with its group in the design; null for a washout. */
export type RecordedBlock = BlockStep & { group: number | null };

/** The share by which a block may differ in length from the median: a busy machine delays one now and then. */
const LENGTH_TOLERANCE = 0.25;
/** The share by which long blocks may be longer on average: with more, regular uploads alone would add bytes to them. */
const MAX_MEAN_EXCESS = 0.005;
/** The largest p with which long blocks are reported to have taken more time; with a larger p it may be chance. */
const EXCESS_P = 0.05;

/** The blocks of a case by number; none for most cases. */
export function blocksOf({ steps }: Timeline): RecordedBlock[] {
  const recorded = steps.filter(isOfLengths).sort((a, b) => a.number - b.number);
  const plan = planBlocks(recorded[0]?.seed ?? '');

  return recorded.map((block) => ({ ...block, group: plan[block.number]?.group ?? null }));
}

/** Blocks of an experiment with pages have a stage. */
function isOfLengths(step: TimelineStep): step is BlockStep {
  return step.kind === 'block' && step.stage === undefined;
}

/** Phrases that say how the blocks differ from the design, so that the arms differ in more than the length of addresses. */
export function findDepartures(blocks: readonly RecordedBlock[]): string[] {
  return [
    ...orderDepartures(blocks),
    ...timeDepartures(blocks),
    ...contentDepartures(blocks.filter(({ arm }) => arm === 'short' || arm === 'long')),
  ];
}

/** The test is valid only if the order was drawn and not chosen. */
function orderDepartures(blocks: readonly RecordedBlock[]): string[] {
  const plan = planBlocks(blocks[0]?.seed ?? '');
  if (blocks.length !== plan.length) return [`${blocks.length} of ${counted(plan.length, 'block')} ran`];
  const isAsDrawn = blocks.every(
    ({ number, arm, visits, seed }, at) =>
      number === at && seed === blocks[0]?.seed && arm === plan[at]?.arm && visits === plan[at]?.visits,
  );

  return isAsDrawn ? [] : ['the blocks differ from the design that their seed determines'];
}

function timeDepartures(blocks: readonly RecordedBlock[]): string[] {
  const departures: string[] = [];
  if (blocks.some(({ at, to }, index) => !(at <= to) || at < (blocks[index - 1]?.to ?? '')))
    departures.push('blocks overlap');
  const compared = blocks.flatMap(({ arm, group, handsetMs = Number.NaN }) =>
    arm === 'washout' || group === null ? [] : [{ arm, group, treated: arm === 'long', value: handsetMs }],
  );
  const lengths = compared.map(({ value }) => value);
  const median = lengths.toSorted((a, b) => a - b)[lengths.length >> 1] ?? 0;
  if (!lengths.every((length) => Math.abs(length - median) <= LENGTH_TOLERANCE * median))
    departures.push('the blocks did not all take about the same time');
  const { p, difference } = permutationTest(compared.filter(({ arm }) => arm !== 'taps'));
  if (difference > MAX_MEAN_EXCESS * median && p <= EXCESS_P)
    departures.push('blocks with long addresses took longer than blocks with short ones');

  return departures;
}

function contentDepartures(blocks: readonly RecordedBlock[]): string[] {
  const bytesOf = (arm: 'short' | 'long') =>
    blocks.flatMap((block) => (block.arm === arm ? [block.urlBytes] : []));

  return Math.min(...bytesOf('long')) > Math.max(...bytesOf('short'))
    ? []
    : ['the addresses of the long arm were not all longer than those of the short arm'];
}
