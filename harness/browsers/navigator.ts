import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'webdriverio';
import type { Key, Screen } from '../handset/screen.ts';
import type { WayRow } from '../model/family.ts';
import { Fault } from '../model/fault.ts';
import type { DrivenRelease } from './driven-release.ts';
import { ElementNotFound, type Finder, type FoundElement, STEP_MS } from './finder.ts';
import { tapMiddle } from './gestures.ts';
import { rowsFor } from './row-order.ts';
import type { SystemDialogs } from './system-dialogs.ts';
import type { WallBreaker } from './walls.ts';

/** Moves between the screens of a browser. */
export interface Navigator {
  /** Starts the browser, and closes dialogs of other apps that cover it. Resolves to the names of these dialogs. */
  launch(): Promise<string[]>;
  isForeground(): Promise<boolean>;
  /** Presses the elements and keys of a way, in order. */
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

/** Milliseconds for the browser to get to the foreground. */
export const LAUNCH_MS = 30_000;
/** Milliseconds to wait for an element before dismissing dialogs. */
const BEFORE_WALLS_MS = 3_000;
/** Milliseconds to wait for an element before scrolling. */
const IN_LIST_MS = 1_500;
/** Milliseconds to wait for a screen after BACK. */
const BACK_MS = 1_500;
const MAX_BACKS = 6;

export function createNavigator(
  release: DrivenRelease,
  handset: NavigatorHandset,
  finder: Finder,
  walls: WallBreaker,
  systemDialogs: SystemDialogs,
  ways: readonly WayRow[],
  launchMs = LAUNCH_MS,
): Navigator {
  const releaseText = `${release.family} ${release.versionName} on ${handset.serial}`;

  const isForeground = async (): Promise<boolean> => (await handset.focused()).package === release.package;
  const waitForAny = async (roles: readonly string[]): Promise<FoundElement> => {
    try {
      return await finder.waitForAny(roles, BEFORE_WALLS_MS);
    } catch (error) {
      // A dialog may cover the element, so known dialogs are dismissed before the second attempt.
      if (!(error instanceof ElementNotFound)) throw error;
      await walls.dismiss();

      return await finder.waitForAny(roles, STEP_MS);
    }
  };
  const notInFront = async (closed: readonly string[]): Promise<Fault> => {
    const { package: name, activity } = await handset.focused();
    const dialogs = closed.length > 0 ? `; closed dialogs: ${closed.join(', ')}` : '';

    return new Fault(
      `${releaseText} was launched, but ${name}/${activity} is in the foreground after ${launchMs / 1000} s${dialogs}`,
      { fix: `Close ${name} on the phone, and repeat the case.` },
    );
  };
  const press = async (step: string): Promise<void> => {
    const found = await finder.waitForAny([step], IN_LIST_MS).catch(async (error: unknown) => {
      if (!(error instanceof ElementNotFound)) throw error;

      // An element that is further down in a menu or list is not in the UI tree.
      return await finder.scrollUntil(() => finder.find(step));
    });
    if (!found) await waitForAny([step]);
    await finder.press(step);
  };
  const follow = async (way: WayRow['way']): Promise<void> => {
    for (const step of stepsOf(ways, release, way)) {
      const key = keyOf(step);
      await (key ? handset.press(key) : press(step));
    }
  };

  return {
    isForeground,
    follow,
    async launch() {
      const closed = await systemDialogs.closeLeftOver();
      await handset.launch(release);
      const end = performance.now() + launchMs;
      while (!(await isForeground()) && !(await systemDialogs.asksForConsent())) {
        const dialog = await systemDialogs.closeOne();
        if (dialog !== undefined) closed.push(dialog);
        if (performance.now() >= end) throw await notInFront(closed);
        await sleep(100);
      }

      return closed;
    },
    async enter(text) {
      const box = await waitForAny(['urlInput', 'homeSearchBox', 'pageTitle']);
      await finder.press(box.role);
      const input = await waitForAny(['urlInput']);
      await input.setText(text);
      const typed = await input.text();
      if (typed !== text)
        throw new Error(`${releaseText}: '${text}' was typed, but the address bar contains '${typed}'`);
      await follow('submit');
    },
    async touchAddressBar() {
      const box = await waitForAny(['urlInput', 'homeSearchBox', 'pageTitle']);
      await finder.press(box.role);
      await waitForAny(['urlInput']);
      // The first BACK may only close the keyboard.
      for (let pressed = 0; pressed < MAX_BACKS; pressed++) {
        await handset.press('back');
        if (await finder.waitUntilGone('urlInput', BACK_MS)) return;
      }
      throw new Error(`${releaseText}: the address bar is still open after ${MAX_BACKS} presses of BACK`);
    },
    async tapPage() {
      const page = await finder.find('webView');
      await tapMiddle(handset.session, page ? await page.rect() : await handset.session.getWindowRect());
    },
    async backHome() {
      for (let pressed = 0; pressed < MAX_BACKS; pressed++) {
        await handset.press('back');
        if (!(await isForeground())) await handset.launch(release);
        if (await finder.waitForAny(['menu'], BACK_MS).catch(ignoreNotFound)) return;
      }
      await finder.waitForAny(['menu']);
    },
  };
}

/** The steps of a way: of the first row that applies to the family. */
function stepsOf(ways: readonly WayRow[], release: DrivenRelease, way: WayRow['way']): readonly string[] {
  const row = rowsFor(ways, release.family).find((each) => each.way === way);
  if (!row) throw new Error(`the table of ways has no row '${way}' for ${release.family}`);

  return row.press;
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof ElementNotFound)) throw error;
}

function keyOf(step: string): Key | undefined {
  return step === 'enter' || step === 'back' || step === 'home' ? step : undefined;
}
