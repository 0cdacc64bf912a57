import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'webdriverio';
import type { Key, Screen } from '../handset/screen.ts';
import type { WayRow } from '../model/family.ts';
import type { DrivenRelease } from './driven-release.ts';
import { ElementNotFound, type Finder, type Found, STEP_MS } from './finder.ts';
import { tapMiddle } from './gestures.ts';
import type { WallBreaker } from './walls.ts';

/** Moves between the screens of a browser. */
export interface Navigator {
  launch(): Promise<void>;
  isForeground(): Promise<boolean>;
  /** Presses the elements of a way, in order. */
  follow(way: WayRow['way']): Promise<void>;
  /** Types an address or words and submits them. */
  enter(text: string): Promise<void>;
  /** Opens the address bar and leaves it without typing. */
  touchAddressBar(): Promise<void>;
  tapPage(): Promise<void>;
  /** Presses BACK in the settings until the home page or a page is visible. */
  backHome(): Promise<void>;
}

type NavigatorHandset = Pick<Screen, 'press' | 'launch' | 'focused'> & {
  serial: string;
  session: Pick<Browser, 'performActions' | 'getWindowRect'>;
};

const LAUNCH_MS = 30_000;
/** How long to wait for an element before dismissing dialogs. */
const BEFORE_WALLS_MS = 3_000;
/** How long to wait for an element before scrolling. */
const IN_LIST_MS = 1_500;
/** How long to wait for a screen after BACK. */
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
      // A dialog may cover it: dismiss known ones, and try once more.
      if (!(error instanceof ElementNotFound)) throw error;
      await walls.dismiss();

      return await finder.first(roles, STEP_MS);
    }
  };
  const press = async (step: string): Promise<void> => {
    const found = await finder.first([step], IN_LIST_MS).catch(async (error: unknown) => {
      if (!(error instanceof ElementNotFound)) throw error;

      // Further down in a menu or list, it is not in the tree.
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
            `${named} was launched, but after ${LAUNCH_MS / 1000} s ${name}/${activity} is in the foreground`,
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
      // The first BACK may only close the keyboard.
      for (let pressed = 0; pressed < MOST_BACKS; pressed++) {
        await handset.press('back');
        if (await finder.gone('urlInput', BACK_MS)) return;
      }
      throw new Error(`${named}: the address bar is still open after ${MOST_BACKS} presses of BACK`);
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

/** The steps of a way: the family's own, else those of every family. */
function wayOf(ways: readonly WayRow[], release: DrivenRelease, way: WayRow['way']): readonly string[] {
  const row =
    ways.find((each) => each.way === way && each.family === release.family) ??
    ways.find((each) => each.way === way && each.family === '*');
  if (!row) throw new Error(`no way '${way}' is known for ${release.family}`);

  return row.press;
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof ElementNotFound)) throw error;
}

function keyOf(step: string): Key | undefined {
  return step === 'enter' || step === 'back' || step === 'home' ? step : undefined;
}
