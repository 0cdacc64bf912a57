import assert from 'node:assert/strict';
import type { TimelineStep } from '../model/timeline.ts';
import { blocksOf, findDepartures } from './blocks.ts';
import { type BlockDriver, runBlocks } from './run-blocks.ts';

/** Runs the blocks on a fake handset: time passes in waits, and one second in each step. */
async function run(isPrivate: boolean) {
  const steps: TimelineStep[] = [];
  const actions: string[] = [];
  let clock = 0;
  let pages = 0;
  const perform = async (name: string): Promise<void> => {
    clock += 1_000;
    actions.push(name);
  };
  const driver: BlockDriver<{ url: string }> = {
    createPage: (tail) => ({ url: `https://page-${pages++}.example/${'x'.repeat(tail)}` }),
    uptimeMs: async () => clock,
    async wait(phase, handsetMs) {
      clock += handsetMs;
      actions.push(phase);
    },
    sleep: async (ms) => void (clock += ms),
    pressHome: () => perform('home'),
    bringBack: () => perform('back'),
    async closePrivateTab() {
      if (isPrivate) await perform('close');

      return isPrivate;
    },
    record: (block) =>
      void steps.push({ ...block, at: new Date(0).toISOString(), to: new Date(0).toISOString() }),
  };
  const visited = await runBlocks(
    driver,
    { visit: (pages) => perform(`visit ${pages.length}`), tap: (times) => perform(`tap ${times}`) },
    { steps: [], canaries: [], exchanges: [] },
  );

  return { visited, actions, blocks: blocksOf({ schema: 'leakgate/timeline@1', steps }) };
}

describe('the blocks of an experiment', () => {
  it('follow the design that their seed draws', async () => {
    const { visited, actions, blocks } = await run(true);
    assert.deepEqual(findDepartures(blocks), []);
    assert.equal(visited.length, 36);
    assert.deepEqual(
      ['visit 3', 'tap 3', 'home', 'back'].map((name) => actions.filter((each) => each === name).length),
      [12, 6, 18, 18],
    );
  });

  it('take the same time for all arms', async () => {
    const { blocks } = await run(true);
    const lengths = blocks.flatMap(({ arm, handsetMs }) => (arm === 'washout' ? [] : [handsetMs]));
    assert.deepEqual([...new Set(lengths)], [150_000]);
  });

  it('close the private tab after each block except the last', async () => {
    const { actions } = await run(true);
    assert.equal(actions.filter((each) => each === 'close').length, 17);
    assert.equal(actions.at(-1), 'foreground');
  });

  it('close nothing in normal mode', async () => {
    const { actions } = await run(false);
    assert.deepEqual(
      actions.filter((each) => each === 'close' || each === 'after-private'),
      [],
    );
  });
});
