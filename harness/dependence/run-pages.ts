import { randomBytes } from 'node:crypto';
import { type BeforeBlocks, type BlockDriver, blockLengthMs, endBlock, WASHOUT_MS } from '../sizes/index.ts';
import { planPageBlocks, type StageName } from './design.ts';

/** Visits pages, in the order given. */
export type VisitPages<Page> = (pages: readonly Page[]) => Promise<void>;

/** Which stage is run, and with how many compared blocks of each page. */
export interface StageOptions<Page> {
  ofPage: number;
  /** Page A of the first stage; undefined in the first stage. */
  earlier: Page | undefined;
}

/**
 * Runs the blocks of a stage in the order that a new seed draws: two new pages are visited again and again. Each block is recorded
 * with the seed. After the last one the private tab stays open, for the windows of the case.
 * @returns both pages
 */
export async function runPages<Page extends { id: string; url: string }>(
  driver: BlockDriver<Page>,
  visit: VisitPages<Page>,
  before: BeforeBlocks,
  { earlier, ofPage }: StageOptions<Page>,
): Promise<Page[]> {
  const seed = randomBytes(16).toString('hex');
  const blockMs = blockLengthMs(before);
  const stage: StageName = earlier ? 'confirm' : 'explore';
  const plan = planPageBlocks(seed, ofPage, stage);
  const pages = { a: driver.createPage(0), b: driver.createPage(0), earlier };
  for (const block of plan) {
    const from = new Date().toISOString();
    const startedMs = await driver.uptimeMs();
    const page = block.page && pages[block.page];
    if (page) {
      await visit(Array.from({ length: block.visits }, () => page));
      await endBlock(driver, startedMs + blockMs, block === plan.at(-1));
    } else await driver.wait('idle', WASHOUT_MS);
    driver.record(
      {
        kind: 'block',
        to: new Date().toISOString(),
        number: block.number,
        arm: block.arm,
        stage,
        ofPage,
        ...(page && { page: page.id }),
        visits: block.visits,
        urlBytes: block.visits * (page?.url.length ?? 0),
        seed,
        handsetMs: (await driver.uptimeMs()) - startedMs,
        forced: block.arm !== 'washout',
      },
      from,
    );
  }

  return [pages.a, pages.b];
}
