import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'webdriverio';
import type { Key, Screen } from '../handset/screen.ts';
import type { WayRow } from '../model/family.ts';
import type { DrivenRelease } from './driven-release.ts';
import { ElementNotFound, type Finder, type Found, STEP_MS } from './finder.ts';
import { tapMiddle } from './gestures.ts';
import type { WallBreaker } from './walls.ts';

/** Gets from one place of a browser to another. */
export interface Navigator {
  launch(): Promise<void>;
  isForeground(): Promise<boolean>;
  /** Presses what the family's row names, in order. */
  follow(way: WayRow['way']): Promise<void>;
  /** Types an address or words and submits them. */
  enter(text: string): Promise<void>;
  /** Opens the address bar, and leaves it again with nothing typed. */
  touchAddressBar(): Promise<void>;
  tapPage(): Promise<void>;
  /** Goes back from the settings until the home or the page is in front. */
  backHome(): Promise<void>;
}

type NavigatorHandset = Pick<Screen, 'press' | 'launch' | 'focused'> & {
  serial: string;
  session: Pick<Browser, 'performActions' | 'getWindowRect'>;
};

const LAUNCH_MS = 30_000;
/** How long an element is waited for before a wall is suspected in front of it. */
const BEFORE_WALLS_MS = 3_000;
/** How long an element is waited for before it is looked for further down. */
const IN_LIST_MS = 1_500;
/** How long a screen takes to come back after BACK. */
const BACK_MS = 1_500;
const MOST_BACKS = 6;

export function createNavigator(
  release: DrivenRelease,
  handset: NavigatorHandset,
  finder: Finder,
  walls: WallBreaker,
  ways: readonly WayRow[],
): Navigator {
  const named = `${release.family} ${release.versionName} on ${handset.serial}`;

  const isForeground = async (): Promise<boolean> => (await handset.focused()).package === release.package;
  const first = async (roles: readonly string[]): Promise<Found> => {
    try {
      return await finder.first(roles, BEFORE_WALLS_MS);
    } catch (error) {
      // Something may stand in front of it: put away what the table knows, and look once more.
      if (!(error instanceof ElementNotFound)) throw error;
      await walls.dismiss();

      return await finder.first(roles, STEP_MS);
    }
  };
  const press = async (step: string): Promise<void> => {
    const found = await finder.first([step], IN_LIST_MS).catch(async (error: unknown) => {
      if (!(error instanceof ElementNotFound)) throw error;

      // Below the fold of a menu or list, it is not in the tree.
      return await finder.scrollUntil(() => finder.look(step));
    });
    if (!found) await first([step]);
    await finder.press(step);
  };
  const follow = async (way: WayRow['way']): Promise<void> => {
    for (const step of wayOf(ways, release, way)) {
      const key = keyOf(step);
      await (key ? handset.press(key) : press(step));
    }
  };

  return {
    isForeground,
    follow,
    async launch() {
      await handset.launch(release);
      const end = performance.now() + LAUNCH_MS;
      while (!(await isForeground())) {
        if (performance.now() >= end) {
          const { package: name, activity } = await handset.focused();
          throw new Error(
            `${named} was launched and is not in front after ${LAUNCH_MS / 1000} s: ${name}/${activity} is`,
          );
        }
        await sleep(100);
      }
    },
    async enter(text) {
      const box = await first(['urlInput', 'homeSearchBox', 'pageTitle']);
      await finder.press(box.role);
      const input = await first(['urlInput']);
      await input.setText(text);
      const typed = await input.text();
      if (typed !== text)
        throw new Error(`${named}: '${text}' was typed, and the address bar holds '${typed}'`);
      await follow('submit');
    },
    async touchAddressBar() {
      const box = await first(['urlInput', 'homeSearchBox', 'pageTitle']);
      await finder.press(box.role);
      await first(['urlInput']);
      // The first BACK may only put the keyboard away.
      for (let pressed = 0; pressed < MOST_BACKS; pressed++) {
        await handset.press('back');
        if (await finder.gone('urlInput', BACK_MS)) return;
      }
      throw new Error(`${named}: the address bar was opened, and ${MOST_BACKS} times BACK did not leave it`);
    },
    async tapPage() {
      const page = await finder.look('webView');
      await tapMiddle(handset.session, page ? await page.rect() : await handset.session.getWindowRect());
    },
    async backHome() {
      for (let pressed = 0; pressed < MOST_BACKS; pressed++) {
        await handset.press('back');
        if (!(await isForeground())) await handset.launch(release);
        if (await finder.first(['menu'], BACK_MS).catch(ignoreNotFound)) return;
      }
      await finder.first(['menu']);
    },
  };
}

/** The steps of a way: the family's own row, else the one for all. */
function wayOf(ways: readonly WayRow[], release: DrivenRelease, way: WayRow['way']): readonly string[] {
  const row =
    ways.find((each) => each.way === way && each.family === release.family) ??
    ways.find((each) => each.way === way && each.family === '*');
  if (!row) throw new Error(`no row of the ways says how to '${way}' in ${release.family}`);

  return row.press;
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof ElementNotFound)) throw error;
}

function keyOf(step: string): Key | undefined {
  return step === 'enter' || step === 'back' || step === 'home' ? step : undefined;
}
