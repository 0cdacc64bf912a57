import { counted } from '../model/counted.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { isLoaded } from '../model/step-proofs.ts';
import type { TimelineStep } from '../model/timeline.ts';
import {
  countBlocks,
  EARLIER_BLOCKS,
  FEWEST_BLOCKS,
  type PageArm,
  planPageBlocks,
  STAGES,
  type StageName,
} from './design.ts';
import { createDraw } from './draw.ts';
import { STAGE_ERROR, testError } from './stage-test.ts';
import { labelingsOf } from './permutation/labelings.ts';
import { MaxTest } from './permutation/max-test.ts';

export type BlockStep = Extract<TimelineStep, { kind: 'block' }>;

/** A block may last from half to twice the median: a busy machine delays one now and then, whatever its page. */
const LENGTH_FACTOR = 2;

/** Phrases that say how the blocks differ from the design. */
export function departuresOf(
  blocks: readonly BlockStep[],
  evidence: Pick<CaseEvidence, 'timeline' | 'canaries'>,
): string[] {
  const overlaps = blocks.some(({ at, to }, index) => !(at <= to) || at < (blocks[index - 1]?.to ?? ''));
  const isInTurn = blocks.every(
    ({ stage }, index) => index === 0 || stage === blocks[index - 1]?.stage || stage === 'confirm',
  );

  const ofStages = STAGES.map((stage) => blocks.filter((each) => each.stage === stage));
  const departures = ofStages.flatMap((ofStage, at) => stageDepartures(ofStage, STAGES[at] ?? 'explore'));
  // By chance, one stage has such lengths now and then; what follows them is not found in the other stage.
  const isLonger = departures.length === 0 && ofStages.every(doLengthsFollow);

  return [
    ...(overlaps ? ['blocks overlap'] : []),
    ...(isInTurn ? [] : ['the stages are not one after the other']),
    ...unloadedPages(blocks, evidence),
    ...samePages(blocks),
    ...departures,
    ...(isLonger ? ['the blocks of one page took longer'] : []),
  ];
}

/** Blocks whose visits were not all proven to load the page. */
function unloadedPages(
  blocks: readonly BlockStep[],
  { timeline, canaries }: Pick<CaseEvidence, 'timeline' | 'canaries'>,
): string[] {
  const kinds = new Map(canaries.map(({ id, kind }) => [id, kind]));
  const loads = timeline.steps.filter((step) => step.kind === 'page-loaded');

  return blocks.flatMap(({ at, to, page, visits, stage = '', number }) => {
    const proven = loads.filter(
      (load) =>
        load.canary === page && load.at >= at && load.at <= to && isLoaded(load, kinds.get(load.canary)),
    );

    return proven.length === visits
      ? []
      : [
          `${counted(proven.length, 'visit')} of ${visits} loaded the page in block ${number} of the stage ${stage}`,
        ];
  });
}

/** Pages that are visited in both stages, except page A of the first stage in the last block of the second one. */
function samePages(blocks: readonly BlockStep[]): string[] {
  const [explore = new Set(), confirm = new Set()] = STAGES.map(
    (stage) =>
      new Set(
        blocks.flatMap((block) => (block.stage === stage && !isEarlierPage(block) ? (block.page ?? []) : [])),
      ),
  );
  const isPageA = blocks.every(
    (block) => !isEarlierPage(block) || block.page === blocks.find(({ arm }) => arm === 'a')?.page,
  );

  return [
    ...([...explore].every((page) => !confirm.has(page)) ? [] : ['both stages visit the same page']),
    ...(isPageA ? [] : ['the last block does not visit page A of the first stage']),
  ];
}

/** Whether a block visits page A of the first stage in the second one. */
export function isEarlierPage({ stage, number, ofPage = FEWEST_BLOCKS, page }: BlockStep): boolean {
  return stage === 'confirm' && page !== undefined && number >= countBlocks(ofPage);
}

function stageDepartures(blocks: readonly BlockStep[], stage: StageName): string[] {
  const [first] = blocks;
  if (!first) return [`the stage ${stage} did not run`];
  const { ofPage: planned = FEWEST_BLOCKS } = first;
  const expected = countBlocks(planned) + (stage === 'confirm' ? EARLIER_BLOCKS : 0);
  // Older experiments end without the page of the first stage.
  const isWhole = blocks.length === expected || blocks.length === countBlocks(planned);
  if (planned < FEWEST_BLOCKS || !isWhole)
    return [`${blocks.length} of ${counted(expected, 'block')} of the stage ${stage} ran`];
  const plan = planPageBlocks(first.seed, planned, stage);
  const isAsDrawn = blocks.every(
    ({ number, arm, visits, seed, ofPage }, at) =>
      number === at &&
      seed === first.seed &&
      ofPage === first.ofPage &&
      arm === plan[at]?.arm &&
      visits === plan[at]?.visits,
  );
  if (!isAsDrawn)
    return [`the blocks of the stage ${stage} differ from the design that their seed determines`];

  return pageDepartures(blocks, stage);
}

function pageDepartures(blocks: readonly BlockStep[], stage: StageName): string[] {
  const compared = blocks.filter(isCompared);
  const pagesOf = (page: PageArm) =>
    new Set(compared.filter(({ arm }) => arm === page).map((each) => each.page));
  const [a, b] = [pagesOf('a'), pagesOf('b')];
  if (a.size !== 1 || b.size !== 1 || [...a].some((page) => page === undefined || b.has(page)))
    return [`the blocks of the stage ${stage} do not visit two pages`];
  if (new Set(compared.map(({ urlBytes }) => urlBytes)).size !== 1)
    return [`the addresses of the stage ${stage} differ in length`];

  return lengthDepartures(compared, stage);
}

function lengthDepartures(compared: readonly BlockStep[], stage: StageName): string[] {
  const lengths = compared.map(({ handsetMs = Number.NaN }) => handsetMs);
  const median = lengths.toSorted((one, other) => one - other)[lengths.length >> 1] ?? 0;

  return lengths.every((length) => length * LENGTH_FACTOR >= median && length <= LENGTH_FACTOR * median)
    ? []
    : [`the blocks of the stage ${stage} did not all take about the same time`];
}

/** Whether blocks last longer for one page: they would have more of what is sent regularly. */
function doLengthsFollow(blocks: readonly BlockStep[]): boolean {
  const compared = blocks.filter(isCompared);
  const counts = Float64Array.from(compared, ({ handsetMs = Number.NaN }) => handsetMs);
  const pages = Uint8Array.from(compared, ({ arm }) => (arm === 'a' ? 0 : 1));
  const [tested] = new MaxTest([{ counts }], labelingsOf(pages, createDraw('lengths'))).under(pages);

  return tested !== undefined && tested.p <= testError(STAGE_ERROR);
}

export function isCompared({ arm }: BlockStep): boolean {
  return arm === 'a' || arm === 'b';
}
