import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'webdriverio';
import type { Key, Screen } from '../handset/screen.ts';
import type { WayRow } from '../model/tables.ts';
import type { DrivenRelease } from './browser-page.ts';
import { ElementNotFound, type Finder, STEP_MS } from './finder.ts';
import type { WallBreaker } from './walls.ts';

/** Gets from one place of a browser to another. */
export interface Navigator {
  launch(): Promise<void>;
  isForeground(): Promise<boolean>;
  /** Presses what the family's row names, in order. */
  follow(way: WayRow['way']): Promise<void>;
  /** Types an address or words and submits them. */
  enter(text: string): Promise<void>;
  tapPage(): Promise<void>;
  /** Goes back until the home or the page is in front. */
  backHome(): Promise<void>;
}

type NavigatorHandset = Pick<Screen, 'press' | 'launch' | 'focused'> & {
  serial: string;
  session: Pick<Browser, 'performActions' | 'releaseActions' | 'getWindowRect'>;
};

const LAUNCH_MS = 30_000;
/** How long an element is waited for before a wall is suspected in front of it. */
const BEFORE_WALLS_MS = 3_000;
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
  const first = async (roles: readonly string[]): Promise<Awaited<ReturnType<Finder['first']>>> => {
    try {
      return await finder.first(roles, BEFORE_WALLS_MS);
    } catch (error) {
      // Something may stand in front of it: put away what the table knows, and look once more.
      if (!(error instanceof ElementNotFound)) throw error;
      await walls.dismiss();

      return await finder.first(roles, STEP_MS);
    }
  };
  const follow = async (way: WayRow['way']): Promise<void> => {
    for (const step of wayOf(ways, release, way)) {
      const key = keyOf(step);
      if (key) {
        await handset.press(key);
      } else {
        await first([step]);
        await finder.press(step);
      }
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
      const box = await first(['urlInput', 'homeSearchBox']);
      await finder.press(box.role);
      const input = await first(['urlInput']);
      await input.setText(text);
      const typed = await input.text();
      if (typed !== text)
        throw new Error(`${named}: '${text}' was typed, and the address bar holds '${typed}'`);
      await follow('submit');
    },
    async tapPage() {
      const { x, y, width, height } = (await finder.look('webView'))
        ? await (await finder.first(['webView'])).rect()
        : await handset.session.getWindowRect();
      await tap(handset.session, Math.round(x + width / 2), Math.round(y + height / 2));
    },
    async backHome() {
      for (let pressed = 0; pressed < MOST_BACKS; pressed++) {
        if ((await finder.look('menu')) && !(await finder.look('menuSettings'))) return;
        await handset.press('back');
        await sleep(200);
        if (!(await isForeground())) await handset.launch(release);
      }
      await finder.first(['menu']);
    },
  };
}

/** The steps of a way: the family's own row, else the one for all. */
export function wayOf(
  ways: readonly WayRow[],
  release: DrivenRelease,
  way: WayRow['way'],
): readonly string[] {
  const row =
    ways.find((each) => each.way === way && each.family === release.family) ??
    ways.find((each) => each.way === way && each.family === '*');
  if (!row) throw new Error(`no row of the ways says how to '${way}' in ${release.family}`);

  return row.press;
}

function keyOf(step: string): Key | undefined {
  return step === 'enter' || step === 'back' || step === 'home' ? step : undefined;
}

async function tap(session: NavigatorHandset['session'], x: number, y: number): Promise<void> {
  await session.performActions([
    {
      type: 'pointer',
      id: 'finger',
      parameters: { pointerType: 'touch' },
      actions: [
        { type: 'pointerMove', duration: 0, x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pause', duration: 60 },
        { type: 'pointerUp', button: 0 },
      ],
    },
  ]);
}
