import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Visit } from '../../canary/mint.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { uptimeMs } from '../../handset/wait.ts';
import type { Phase } from '../../model/timeline.ts';
import { planBlocks, type PlannedBlock, sendingsOf, TAIL_BYTES, VISITS } from '../../verdict/index.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';
import { longestIdleGap } from './idle-gap.ts';
import type { Station } from './station.ts';
import type { Sites } from './sites.ts';
import type { Actions } from './scenario-run.ts';
import { waitOnHandset } from './waits.ts';

/** Handset time of a block at least; a block takes twice the longest gap between uploads that was seen idle. */
const SHORTEST_MS = 150_000;
/** Longer blocks would keep a phone for hours; HOME and a relaunch end them, which make an SDK send what it keeps. */
const LONGEST_MS = 600_000;
/** Sensors ends a session 30 s after HOME and flushes then (sa-sdk-android 3.2.10). */
const BACKGROUND_MS = 45_000;
const WASHOUT_MS = 30_000;
/** What is left of a block for the ends of its waits, in which it is brought to the same length as all others. */
const SPARE_MS = 10_000;

/** What is done in blocks: pages are visited, or the same is tapped as often without visiting any. */
export interface BlockPlay {
  visiting(pages: readonly Visit[]): Promise<void>;
  tapping(times: number): Promise<void>;
}

/** Blocks of browsing, to be compared by what was uploaded in each. */
export interface Blocks {
  /**
   * Plays them in the order that a seed draws: with short addresses, with long ones, and with taps alone, all of the same
   * length. Resolves to every page that was visited.
   */
  inDrawnOrder(play: BlockPlay): Promise<Visit[]>;
}

/** The blocks of a case; their seed is drawn here, and recorded with each. A story in blocks is played once. */
export function createBlocks(
  work: BegunCase,
  station: Station,
  actions: Actions,
  site: Sites,
  isPrivate: boolean,
): Blocks {
  return {
    inDrawnOrder: (play) =>
      actions.around(async (calling) => {
        const seed = randomBytes(16).toString('hex');
        const blockMs = lengthOfBlocks(work, station);
        const plan = planBlocks(seed);
        const visited: Visit[] = [];
        for (const block of plan) {
          const pages = pagesOf(block, site);
          visited.push(...pages);
          const from = new Date().toISOString();
          const begun = await uptimeMs(station.handset.phone);
          if (block.arm === 'washout') await wait(work, station, 'idle', WASHOUT_MS);
          else {
            await calling(() => (block.arm === 'taps' ? play.tapping(VISITS) : play.visiting(pages)));
            await endBlock(work, station, begun + blockMs, isPrivate && block !== plan.at(-1));
          }
          const handsetMs = (await uptimeMs(station.handset.phone)) - begun;
          work.log.add(
            {
              kind: 'block',
              to: new Date().toISOString(),
              number: block.number,
              arm: block.arm,
              visits: block.visits,
              urlBytes: pages.reduce((sum, { url }) => sum + url.length, 0),
              seed,
              handsetMs,
              forced: block.arm !== 'washout',
            },
            from,
          );
        }

        return visited;
      }),
  };
}

function pagesOf({ arm, visits }: PlannedBlock, site: Sites): Visit[] {
  return Array.from({ length: visits }, () => site.page({ tail: arm === 'long' ? TAIL_BYTES : 0 }));
}

function lengthOfBlocks(work: BegunCase, { recording }: Station): number {
  const exchanges = exchangesOf(recording.current().entries);
  const gap = longestIdleGap(
    work.log.steps(),
    sendingsOf({ canaries: work.canaries.all(), ledger: [], exchanges }),
  );

  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 2 * (gap ?? 0)));
}

/**
 * Gives what a block has caused the chance to leave: in front, at HOME, and when the browser comes back; ends it at the same
 * time after its begin as every other, on the handset's clock, that none has more of what is sent all the time.
 */
async function endBlock(work: BegunCase, station: Station, end: number, closes: boolean): Promise<void> {
  const { handset, page } = station;
  const left = async () => end - (await uptimeMs(handset.phone));
  await wait(work, station, 'foreground', (await left()) - BACKGROUND_MS - 4 * SPARE_MS);
  await work.step('press HOME', LIMITS.screen, () => handset.home());
  await wait(work, station, 'background', BACKGROUND_MS);
  await work.step('bring the browser back', LIMITS.screen, () => page.relaunch());
  if (closes) await work.step('close the private tab', LIMITS.screen, () => page.closePrivate());
  await wait(work, station, closes ? 'after-private' : 'foreground', (await left()) - SPARE_MS);
  await sleep(Math.max(0, await left()));
}

/** No window of the case: those come after the last block. */
async function wait(work: BegunCase, station: Station, phase: Phase, handsetMs: number): Promise<void> {
  await waitOnHandset(work, station, {
    name: `wait in a block (${phase})`,
    phase,
    handsetMs: Math.max(0, handsetMs),
  });
}
