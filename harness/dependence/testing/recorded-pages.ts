import type { TimelineStep } from '../../model/timeline.ts';
import { FEWEST_BLOCKS, type PlannedPageBlock, planPageBlocks, STAGES, type StageName } from '../design.ts';

/** A planned block of either stage; `index` counts over both. */
export interface StageBlock extends PlannedPageBlock {
  stage: StageName;
  index: number;
}

type BlockStep = Extract<TimelineStep, { kind: 'block' }>;

/** Milliseconds of the handset's clock, which runs in real time here. */
const BLOCK_MS = 150_000;
const START = Date.UTC(2026, 10, 22, 10, 10);
const URL_BYTES = 60;

/** A time in a block, by its index over both stages, as the evidence writes it. */
export function timeInBlock(index: number, offsetMs = 1_000): string {
  return new Date(START + index * BLOCK_MS + offsetMs).toISOString();
}

/** Ids of canaries that the clean case of the verdict's tests has. */
const PAGES: Record<string, string> = {
  'explore a': 'visit-1',
  'explore b': 'visit-2',
  'confirm a': 'visit-3',
  'confirm b': 'visit-3-title',
};

/** The id of the page that a block visits: each stage has two pages of its own. */
export function pageIdOf({ stage, page }: Pick<StageBlock, 'stage' | 'page'>): string {
  return PAGES[page === 'earlier' ? 'explore a' : `${stage} ${page ?? 'none'}`] ?? '';
}

/** The blocks of both stages that a seed determines. */
export function stageBlocks(seed: string): StageBlock[] {
  return STAGES.flatMap((stage) =>
    planPageBlocks(`${seed} ${stage}`, FEWEST_BLOCKS, stage).map((block) => ({ ...block, stage })),
  ).map((block, index) => ({ ...block, index }));
}

/** The timeline of a seed's blocks, one after the other. */
export function recordedPageSteps(seed: string): BlockStep[] {
  return stageBlocks(seed).map((block) => ({
    kind: 'block',
    at: timeInBlock(block.index, 0),
    to: timeInBlock(block.index + 1, 0),
    number: block.number,
    arm: block.arm,
    stage: block.stage,
    ofPage: FEWEST_BLOCKS,
    ...(block.page && { page: pageIdOf(block) }),
    visits: block.visits,
    urlBytes: block.visits * URL_BYTES,
    seed: `${seed} ${block.stage}`,
    handsetMs: block.arm === 'washout' ? BLOCK_MS / 5 : BLOCK_MS,
    forced: true,
  }));
}
