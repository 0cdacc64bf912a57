import { createDraw } from './draw.ts';
import { isInterleaved } from './order.ts';
import { labelingsOf } from './permutation/labelings.ts';

/** The two halves of an experiment: what the first one finds, the second one tests again on other pages. */
export type StageName = 'explore' | 'confirm';
/** `a` and `b` are the two pages of a stage. */
export type PageArm = 'a' | 'b';

/**
 * A block of a stage. A `washout` separates two others: nothing is done in it. A `first` block is the first visit to a page:
 * browsers may report it once. Neither is compared. The second stage ends with such a block for page A of the first stage, which
 * shows what the same page gives under another identity.
 */
export interface PlannedPageBlock {
  /** Counted from 0 in each stage. */
  number: number;
  arm: PageArm | 'first' | 'washout';
  /** The page that is visited; undefined in a washout. `earlier`: page A of the first stage. */
  page: PageArm | 'earlier' | undefined;
  visits: number;
}

/** The scenarios with two stages, each of which compares two pages. */
export const PAGE_SCENARIOS: readonly string[] = ['depends-on-page', 'search-depends-on-words'];
/** Each stage runs under an identity of its own. */
export const STAGES: readonly StageName[] = ['explore', 'confirm'];
const PAGES: readonly PageArm[] = ['a', 'b'];
/** Compared blocks of each page in each stage: 6 and 6 have 924 orders. With fewer, nothing could be found. */
export const FEWEST_BLOCKS = 6;
/** More would take days on a phone. */
export const MOST_BLOCKS = 100;
/** Visits in a compared block. */
export const PAGE_VISITS = 3;

/** The number of blocks of a stage, with washouts and first visits, before the page of the first stage is visited again. */
export function countBlocks(ofPage: number): number {
  return 2 * PAGES.length * (ofPage + 1);
}

/** What follows these blocks in the second stage. */
export const EARLIER_BLOCKS = 2;

/**
 * The blocks of a stage in the order that the seed draws. Every order that is interleaved is equally likely.
 * @param ofPage the number of compared blocks of each page
 */
export function planPageBlocks(seed: string, ofPage: number, stage: StageName): PlannedPageBlock[] {
  const blocks: PlannedPageBlock[] = [];
  const add = (block: Omit<PlannedPageBlock, 'number'>) => blocks.push({ number: blocks.length, ...block });
  const first = PAGES.map((page) => ({ arm: 'first' as const, page, visits: 1 }));
  const compared = drawOrder(seed, ofPage).map((page) => ({ arm: page, page, visits: PAGE_VISITS }));
  const earlier = { arm: 'first' as const, page: 'earlier' as const, visits: PAGE_VISITS };
  for (const block of [...first, ...compared, ...(stage === 'confirm' ? [earlier] : [])]) {
    add({ arm: 'washout', page: undefined, visits: 0 });
    add(block);
  }

  return blocks;
}

/** Draws again if a counter would follow the pages in the drawn order. */
function drawOrder(seed: string, ofPage: number): PageArm[] {
  const draw = createDraw(seed);
  const pages = PAGES.flatMap((_, page) => Array.from({ length: ofPage }, () => page));
  for (;;) {
    const [drawn] = labelingsOf(Uint8Array.from(pages), draw, 1).labelings;
    if (drawn && isInterleaved(drawn, labelingsOf(drawn, draw)))
      return [...drawn].map((page) => PAGES[page] ?? 'a');
  }
}
