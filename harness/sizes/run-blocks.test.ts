import assert from 'node:assert/strict';
import type { TimelineStep } from '../model/timeline.ts';
import { blocksOf, departures } from './blocks.ts';
import { type BlockDriver, runBlocks } from './run-blocks.ts';

/** Runs the blocks on a handset on which time passes in waits, and a second in each step. */
async function run(isPrivate: boolean) {
  const steps: TimelineStep[] = [];
  const done: string[] = [];
  let clock = 0;
  let pages = 0;
  const act = async (what: string): Promise<void> => {
    clock += 1_000;
    done.push(what);
  };
  const driver: BlockDriver<{ url: string }> = {
    page: (tail) => ({ url: `https://page-${pages++}.example/${'x'.repeat(tail)}` }),
    uptimeMs: async () => clock,
    async wait(phase, handsetMs) {
      clock += handsetMs;
      done.push(phase);
    },
    sleep: async (ms) => void (clock += ms),
    pressHome: () => act('home'),
    bringBack: () => act('back'),
    async closePrivateTab() {
      if (isPrivate) await act('close');

      return isPrivate;
    },
    record: (block) =>
      void steps.push({ ...block, at: new Date(0).toISOString(), to: new Date(0).toISOString() }),
  };
  const visited = await runBlocks(
    driver,
    { visiting: (some) => act(`visit ${some.length}`), tapping: (times) => act(`tap ${times}`) },
    { steps: [], canaries: [], exchanges: [] },
  );

  return { visited, done, blocks: blocksOf({ schema: 'leakgate/timeline@1', steps }) };
}

describe('the blocks of an experiment', () => {
  it('keep the design that their seed draws', async () => {
    const { visited, done, blocks } = await run(true);
    assert.deepEqual(departures(blocks), []);
    assert.equal(visited.length, 36);
    assert.deepEqual(
      ['visit 3', 'tap 3', 'home', 'back'].map((what) => done.filter((each) => each === what).length),
      [12, 6, 18, 18],
    );
  });

  it('take the same time, whatever is done in them', async () => {
    const { blocks } = await run(true);
    const lengths = blocks.flatMap(({ arm, handsetMs }) => (arm === 'washout' ? [] : [handsetMs]));
    assert.deepEqual([...new Set(lengths)], [150_000]);
  });

  it('close the private tab at the end of each but the last', async () => {
    const { done } = await run(true);
    assert.equal(done.filter((each) => each === 'close').length, 17);
    assert.equal(done.at(-1), 'foreground');
  });

  it('close nothing in normal mode', async () => {
    const { done } = await run(false);
    assert.deepEqual(
      done.filter((each) => each === 'close' || each === 'after-private'),
      [],
    );
  });
});
