import { setTimeout as sleep } from 'node:timers/promises';
import { runPages, type VisitPages } from '../../dependence/index.ts';
import type { Search, Visit } from '../../canary/generator.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { uptimeMs } from '../../handset/wait.ts';
import { type BlockDriver, type BlockSteps, runBlocks } from '../../sizes/index.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';
import { noteDialogs } from './dialogs.ts';
import type { Actions } from './scenario-run.ts';
import { resultPageOf, type SearchEngine, type Sites } from './sites.ts';
import type { Station } from './station.ts';
import { waitOnHandset } from './wait-on-handset.ts';

/** Blocks of browsing, whose uploads are compared with each other. */
export interface Blocks {
  /**
   * Runs blocks of the same length in random order: with short addresses, with long addresses, and with taps only. Resolves to
   * every visited page. A scenario with blocks runs once: without further identities, without a twin.
   */
  inDrawnOrder(steps: BlockSteps<Visit>): Promise<Visit[]>;
  /**
   * Visits two new pages again and again, in random order. Nothing but the page differs. Resolves to both pages. A scenario with
   * blocks of pages runs twice, each time under a new identity and without a twin.
   */
  ofTwoPages(visit: VisitPages<Visit>): Promise<Visit[]>;
  /** The same with two new searches in place of pages, whose words have the same length. */
  ofTwoSearches(engine: SearchEngine, search: VisitPages<Search>): Promise<Search[]>;
}

export function createBlocks(
  work: BegunCase,
  station: Station,
  actions: Actions,
  site: Sites,
  { isPrivate, ofPage }: { isPrivate: boolean; ofPage: number },
): Blocks {
  const driver = createDriver(work, station, site, isPrivate);
  const before = () => ({
    steps: work.log.steps(),
    canaries: work.canaries.all(),
    exchanges: exchangesOf(station.recording.current().entries),
  });

  const ofTwo = <Page extends { id: string; url: string }>(
    createPage: () => Page,
    visit: VisitPages<Page>,
    earlier: Page | undefined,
  ): Promise<Page[]> =>
    actions.withCallbacks((callSpec) =>
      runPages({ ...driver, createPage }, (pages) => callSpec(() => visit(pages)), before(), {
        ofPage,
        earlier,
      }),
    );

  return {
    inDrawnOrder: ({ visit, tap }) =>
      actions.withCallbacks((callSpec) =>
        runBlocks(
          driver,
          {
            visit: (pages) => callSpec(() => visit(pages)),
            tap: (times) => callSpec(() => tap(times)),
          },
          before(),
        ),
      ),
    async ofTwoPages(visit) {
      const visited = await ofTwo(() => driver.createPage(0), visit, work.earlier.page);
      [work.earlier.page] = visited;

      return visited;
    },
    async ofTwoSearches(engine, search) {
      const createSearch = () => {
        const created = site.search(engine, { equalLengths: true });

        return { ...created, url: resultPageOf(created) };
      };
      const searched = await ofTwo(createSearch, search, work.earlier.search);
      [work.earlier.search] = searched;

      return searched;
    },
  };
}

function createDriver(
  work: BegunCase,
  station: Station,
  site: Sites,
  isPrivate: boolean,
): BlockDriver<Visit> {
  const { handset, page } = station;

  return {
    createPage: (tail) => site.page({ tail }),
    uptimeMs: () => uptimeMs(handset.phone),
    // This wait is not a window of the case: windows come after the last block.
    async wait(phase, handsetMs) {
      await waitOnHandset(work, station, { name: `wait in a block (${phase})`, phase, handsetMs });
    },
    sleep: (ms) => sleep(ms),
    pressHome: () => work.step('press HOME', LIMITS.screen, () => handset.home()),
    async bringBack() {
      noteDialogs(
        work,
        await work.step('bring the browser to the foreground again', LIMITS.screen, () => page.relaunch()),
      );
    },
    async closePrivateTab() {
      if (isPrivate) await work.step('close the private tab', LIMITS.screen, () => page.closePrivate());

      return isPrivate;
    },
    record: (block, from) => work.log.add(block, from),
  };
}
