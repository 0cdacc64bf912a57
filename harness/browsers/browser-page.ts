import type { Handset } from '../handset/handset.ts';
import type { SwitchReading } from '../model/mode.ts';
import type { BrowserTables } from '../model/family.ts';
import { type AfterRelaunch, lookAfterRelaunch } from './after-relaunch.ts';
import { type Cue, readCues } from './cues.ts';
import type { DrivenRelease } from './driven-release.ts';
import { createFinder } from './finder.ts';
import { openStatistics, readStatistics, setStatistics } from './statistics.ts';
import { createNavigator } from './navigator.ts';
import { createWallBreaker } from './walls.ts';

/** A browser as a person uses it. Every step has its own limit and throws an error that names what it looked for. */
export interface BrowserPage {
  readonly release: DrivenRelease;
  /** Starts it as the launcher does, and waits until it is in front. */
  launch(): Promise<void>;
  /** Agrees in the vendor's consent dialog, if it shows. Resolves to whether it did. */
  answerConsent(answer: 'agree'): Promise<boolean>;
  /** Puts away the dialogs in the way that the table knows; never agrees to one. Resolves to their names. */
  dismissWalls(): Promise<string[]>;
  /** Opens a private tab, and tells the cues for it. */
  openPrivately(): Promise<Cue[]>;
  /** Looks for the two independent signs of private mode: on the page, and in the menu. */
  privateCues(): Promise<Cue[]>;
  /** Types an address into the search box and goes there. That the page was loaded, its server knows. */
  visit(url: string): Promise<void>;
  /** Opens the address bar, and leaves it again with nothing typed. */
  touchAddressBar(): Promise<void>;
  /** Types words into the search box and searches for them. */
  search(words: string): Promise<void>;
  /** Taps the middle of the page. */
  tapPage(): Promise<void>;
  /** Ends the private mode, and all its tabs with it. */
  closePrivate(): Promise<void>;
  /** Brings it to the front again, as the launcher does. */
  relaunch(): Promise<void>;
  /**
   * After it was ended and launched again: what became of the private tabs that showed these pages.
   * @param limitMs how long each sign is looked for; little where the browser has been up for a while
   */
  privateAfterRelaunch(
    visited: readonly { url: string; title: string }[],
    limitMs?: number,
  ): Promise<AfterRelaunch>;
  /** The statistics switch as it stands; null where the release has none. */
  readSwitch(): Promise<SwitchReading>;
  /** Puts the switch so that statistics of private mode are sent (`true`) or not, whatever its label says that means. */
  setSwitch(on: boolean): Promise<SwitchReading>;
  isForeground(): Promise<boolean>;
}

/** The page object of a release: one for all families, whose differences are rows of `browsers/data`. */
export function browserFor(release: DrivenRelease, handset: Handset, tables: BrowserTables): BrowserPage {
  const finder = createFinder(release, handset, tables.locators);
  const walls = createWallBreaker(release, handset, finder, tables);
  const navigator = createNavigator(release, handset, finder, walls, tables.ways);
  const settings = { finder, navigator, switches: tables.switches, family: release.family };

  return {
    release,
    launch: () => navigator.launch(),
    relaunch: () => navigator.launch(),
    answerConsent: () => walls.agreeToConsent(),
    dismissWalls: () => walls.dismiss(),
    async openPrivately() {
      await navigator.follow('open-privately');
      await walls.dismiss();

      return await readCues(finder, handset);
    },
    privateCues: () => readCues(finder, handset),
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

      return await lookAfterRelaunch(finder, handset, visited, limitMs);
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
