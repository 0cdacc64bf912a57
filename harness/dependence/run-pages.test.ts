import assert from 'node:assert/strict';
import type { TimelineStep } from '../model/timeline.ts';
import { planPageBlocks } from './design.ts';
import type { BlockDriver } from '../sizes/index.ts';
import { runPages } from './run-pages.ts';

interface Page {
  id: string;
  url: string;
}

/** A driver whose clock runs with its waits, and what was done with it. */
function createDriver() {
  const done: string[] = [];
  const blocks: Omit<Extract<TimelineStep, { kind: 'block' }>, 'at'>[] = [];
  let clock = 0;
  let pages = 0;
  const driver: BlockDriver<Page> = {
    createPage(tail) {
      assert.equal(tail, 0);
      pages++;

      return { id: `visit-${pages}`, url: `https://page-${pages}.example/` };
    },
    uptimeMs: () => Promise.resolve(clock),
    wait(_, handsetMs) {
      clock += handsetMs;

      return Promise.resolve();
    },
    sleep(ms) {
      clock += ms;

      return Promise.resolve();
    },
    pressHome: () => Promise.resolve(),
    bringBack: () => Promise.resolve(),
    closePrivateTab() {
      done.push('close');

      return Promise.resolve(true);
    },
    record: (block) => blocks.push(block),
  };

  return { driver, done, blocks };
}

const EARLIER: Page = { id: 'earlier', url: 'https://earlier.example/' };
const BEFORE = { steps: [], canaries: [], exchanges: [] };

describe('a stage of an experiment with pages', () => {
  it('runs the planned blocks with two pages', async () => {
    const { driver, done, blocks } = createDriver();
    const visited = await runPages(
      driver,
      async (pages) => {
        done.push(pages.map(({ id }) => id).join());
        await Promise.resolve();
      },
      BEFORE,
      { earlier: EARLIER, ofPage: 6 },
    );
    assert.deepEqual(
      visited.map(({ id }) => id),
      ['visit-1', 'visit-2'],
    );
    const plan = planPageBlocks(blocks[0]?.seed ?? '', 6, 'confirm');
    assert.deepEqual(
      blocks.map(({ number, arm, stage, ofPage, visits }) => ({ number, arm, stage, ofPage, visits })),
      plan.map(({ number, arm, visits }) => ({ number, arm, stage: 'confirm', ofPage: 6, visits })),
    );
    const visits = done.filter((each) => each !== 'close');
    assert.deepEqual(visits.slice(0, 2), ['visit-1', 'visit-2']);
    assert.equal(visits.at(-1), 'earlier,earlier,earlier');
    for (const page of ['visit-1', 'visit-2'])
      assert.equal(visits.filter((each) => each === `${page},${page},${page}`).length, 6, page);
  });

  it('closes the private tab after every block but the last, and gives all the same length', async () => {
    const { driver, done, blocks } = createDriver();
    await runPages(driver, () => Promise.resolve(), BEFORE, { earlier: undefined, ofPage: 6 });
    const compared = blocks.filter(({ arm }) => arm !== 'washout');
    assert.equal(done.filter((each) => each === 'close').length, compared.length - 1);
    assert.deepEqual([...new Set(compared.map(({ handsetMs }) => handsetMs))], [150_000]);
  });
});
