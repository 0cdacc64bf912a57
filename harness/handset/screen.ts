import type { Browser } from 'webdriverio';
import { reasonOf } from '../model/fault.ts';

/** Keys by their Android key code (AOSP KeyEvent.java). */
export const KEYS = { home: 3, back: 4, enter: 66, wakeup: 224 } as const;
export type Key = keyof typeof KEYS;

export type Screenshot =
  | { kind: 'taken'; png: Buffer }
  /** The window has FLAG_SECURE, or the screen could not be read. A missing screenshot does not fail a case. */
  | { kind: 'refused'; why: string };

/** The phone's screen and keys, independent of the app that is shown. */
export interface Screen {
  press(key: Key): Promise<void>;
  /** HOME: the foreground app goes to the background. */
  home(): Promise<void>;
  screenshot(): Promise<Screenshot>;
  /** The UI tree as XML. */
  source(): Promise<string>;
  /** The package and activity in the foreground. */
  focused(): Promise<{ package: string; activity: string }>;
  /** Brings an activity to the foreground as the launcher does. */
  launch(component: { package: string; activity: string }): Promise<void>;
}

type ScreenSession = Pick<Browser, 'executeScript' | 'takeScreenshot' | 'getPageSource'>;

/** FLAG_ACTIVITY_NEW_TASK | FLAG_ACTIVITY_RESET_TASK_IF_NEEDED, as the launcher sets them. */
const LAUNCHER_FLAGS = '0x10200000';

export function screenOf(session: ScreenSession): Screen {
  const press = async (key: Key): Promise<void> => {
    await session.executeScript('mobile: pressKey', [{ keycode: KEYS[key] }]);
  };

  return {
    press,
    home: () => press('home'),
    async screenshot() {
      try {
        return { kind: 'taken', png: Buffer.from(await session.takeScreenshot(), 'base64') };
      } catch (error) {
        // FLAG_SECURE makes the server throw on some versions (appium #12470).
        return { kind: 'refused', why: reasonOf(error) };
      }
    },
    source: () => session.getPageSource(),
    async focused() {
      const name = String(await session.executeScript('mobile: getCurrentPackage', []));
      const activity = String(await session.executeScript('mobile: getCurrentActivity', []));

      return { package: name, activity: activity.startsWith('.') ? `${name}${activity}` : activity };
    },
    async launch({ package: name, activity }) {
      await session.executeScript('mobile: startActivity', [
        {
          component: `${name}/${activity}`,
          action: 'android.intent.action.MAIN',
          categories: ['android.intent.category.LAUNCHER'],
          flags: LAUNCHER_FLAGS,
          wait: true,
        },
      ]);
    },
  };
}
