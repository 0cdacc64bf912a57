import type { Handset } from '../handset/handset.ts';
import type { SwitchReading } from '../model/mode.ts';
import type { BrowserTables } from '../model/family.ts';
import { type AfterRelaunch, readTabsAfterRelaunch } from './after-relaunch.ts';
import { createCueReader, type Cue } from './cues.ts';
import type { DrivenRelease } from './driven-release.ts';
import { createFinder } from './finder.ts';
import { openStatistics, readStatistics, setStatistics } from './statistics.ts';
import { createNavigator } from './navigator.ts';
import { rowsFor } from './row-order.ts';
import { createSystemDialogs } from './system-dialogs.ts';
import { createWallBreaker } from './walls.ts';

/** The page object of a browser. Each step has its own time limit; its error names the missing element. */
export interface BrowserPage {
  readonly release: DrivenRelease;
  /**
   * Starts the browser as the launcher does, closes dialogs of other apps that cover it, and waits until it is in the
   * foreground, or its consent is asked for. Resolves to the names of the dialogs.
   * @throws {Fault} naming a dialog that only the user may answer, or the app that stays in front
   */
  launch(): Promise<string[]>;
  /** Agrees in the vendor's consent dialog, if it appears. Resolves to whether it appeared. */
  answerConsent(answer: 'agree'): Promise<boolean>;
  /** Dismisses known dialogs that cover the browser; never agrees to one. Resolves to their names. */
  dismissWalls(): Promise<string[]>;
  /**
   * Opens a private tab, and resolves to the cues of private mode. What looks the same in normal mode is no cue: the first call
   * looks at normal mode before.
   */
  openPrivately(): Promise<Cue[]>;
  /** Reads the cues of private mode of each kind that the tables have. */
  privateCues(limitMs?: number): Promise<Cue[]>;
  /** Types an address into the search box and submits it. The page's server confirms that it was loaded. */
  visit(url: string): Promise<void>;
  /** Opens the address bar and leaves it without typing. */
  touchAddressBar(): Promise<void>;
  /** Types words into the search box and searches for them. */
  search(words: string): Promise<void>;
  /** Taps the middle of the page. */
  tapPage(): Promise<void>;
  /** Leaves private mode, which closes all private tabs. */
  closePrivate(): Promise<void>;
  /** Brings the browser to the foreground again, as the launcher does. */
  relaunch(): Promise<string[]>;
  /**
   * Reads, after a relaunch, the state of the private tabs that had these pages.
   * @param limitMs time limit for each cue; it can be short if the browser has been running for a while
   */
  privateAfterRelaunch(
    visited: readonly { url: string; title: string }[],
    limitMs?: number,
  ): Promise<AfterRelaunch>;
  /** The current position of the statistics switch; null if the release has none. */
  readSwitch(): Promise<SwitchReading>;
  /** Sets the switch so that statistics of private mode are sent (`true`) or not, whatever its label claims. */
  setSwitch(on: boolean): Promise<SwitchReading>;
  isForeground(): Promise<boolean>;
}

/** The page object of a release. All families share it; their differences are in `browsers/data`. */
export function browserFor(
  release: DrivenRelease,
  handset: Handset,
  tables: BrowserTables,
  { launchMs }: { launchMs?: number } = {},
): BrowserPage {
  const finder = createFinder(release, handset, tables.locators);
  const cues = createCueReader(
    (rows) => createFinder(release, handset, rows),
    handset,
    release.package,
    rowsFor(tables.locators, release.family),
  );
  const systemDialogs = createSystemDialogs(handset, finder, tables);
  const walls = createWallBreaker(release, handset, finder, systemDialogs, tables);
  const navigator = createNavigator(release, handset, finder, walls, systemDialogs, tables.ways, launchMs);
  const settings = { finder, navigator, switches: tables.switches, family: release.family };

  return {
    release,
    launch: () => navigator.launch(),
    relaunch: () => navigator.launch(),
    answerConsent: () => walls.agreeToConsent(),
    dismissWalls: () => walls.dismiss(),
    async openPrivately() {
      await cues.learnNormal();
      await navigator.follow('open-privately');
      await walls.dismiss();

      return await cues.read();
    },
    privateCues: (limitMs) => cues.read(limitMs),
    visit: (url) => navigator.enter(url),
    touchAddressBar: () => navigator.touchAddressBar(),
    search: (words) => navigator.enter(words),
    tapPage: () => navigator.tapPage(),
    async closePrivate() {
      await navigator.follow('close-private');
      await walls.dismiss();
    },
    async privateAfterRelaunch(visited, limitMs) {
      await walls.dismiss();

      return await readTabsAfterRelaunch(finder, cues, handset, visited, limitMs);
    },
    async readSwitch() {
      await openStatistics(settings);
      const reading = await readStatistics(settings);
      await navigator.backHome();

      return reading;
    },
    async setSwitch(on) {
      await openStatistics(settings);
      const reading = await setStatistics(settings, on);
      await navigator.backHome();

      return reading;
    },
    isForeground: () => navigator.isForeground(),
  };
}
