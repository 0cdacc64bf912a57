import { setTimeout as sleep } from 'node:timers/promises';
import type { Visit } from '../../canary/generator.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { uptimeMs } from '../../handset/wait.ts';
import { type BlockDriver, type BlockSteps, runBlocks } from '../../sizes/index.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';
import type { Actions } from './scenario-run.ts';
import type { Sites } from './sites.ts';
import type { Station } from './station.ts';
import { waitOnHandset } from './waits.ts';

/** Blocks of browsing, to be compared by what was uploaded in each. */
export interface Blocks {
  /**
   * Runs them in a drawn order: with short addresses, with long ones, and with taps alone, all of the same length. Resolves to
   * every page that was visited. A scenario with blocks runs once: without further identities, without a twin.
   */
  inDrawnOrder(steps: BlockSteps<Visit>): Promise<Visit[]>;
}

export function createBlocks(
  work: BegunCase,
  station: Station,
  actions: Actions,
  site: Sites,
  isPrivate: boolean,
): Blocks {
  const driver = driverOf(work, station, site, isPrivate);

  return {
    inDrawnOrder: ({ visiting, tapping }) =>
      actions.around((calling) =>
        runBlocks(
          driver,
          {
            visiting: (pages) => calling(() => visiting(pages)),
            tapping: (times) => calling(() => tapping(times)),
          },
          {
            steps: work.log.steps(),
            canaries: work.canaries.all(),
            exchanges: exchangesOf(station.recording.current().entries),
          },
        ),
      ),
  };
}

function driverOf(work: BegunCase, station: Station, site: Sites, isPrivate: boolean): BlockDriver<Visit> {
  const { handset, page } = station;

  return {
    page: (tail) => site.page({ tail }),
    uptimeMs: () => uptimeMs(handset.phone),
    // No window of the case: those come after the last block.
    async wait(phase, handsetMs) {
      await waitOnHandset(work, station, { name: `wait in a block (${phase})`, phase, handsetMs });
    },
    sleep: (ms) => sleep(ms),
    pressHome: () => work.step('press HOME', LIMITS.screen, () => handset.home()),
    bringBack: () => work.step('bring the browser back', LIMITS.screen, () => page.relaunch()),
    async closePrivateTab() {
      if (isPrivate) await work.step('close the private tab', LIMITS.screen, () => page.closePrivate());

      return isPrivate;
    },
    record: (block, from) => work.log.add(block, from),
  };
}
