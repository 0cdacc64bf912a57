import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'webdriverio';
import { reasonOf } from '../model/fault.ts';
import type { LocatorRow } from '../model/family.ts';
import type { DrivenRelease } from './driven-release.ts';
import { scrollDown } from './gestures.ts';
import { describeLocator, type Locator, queryOf } from './locator.ts';

/** An element on the screen, and the locator that found it. */
export interface Found {
  role: string;
  locator: Locator;
  click(): Promise<void>;
  text(): Promise<string>;
  attribute(name: string): Promise<string | null>;
  rect(): Promise<{ x: number; y: number; width: number; height: number }>;
  /** Replaces the text with ACTION_SET_TEXT, without keyboard or keystrokes. */
  setText(text: string): Promise<void>;
}

/** Finds elements by role. Tries the locators of the family first, then those for every family, in the order of the table. */
export interface Finder {
  /** Tries once; undefined if the element is missing. */
  look(role: string, values?: Record<string, string>): Promise<Found | undefined>;
  lookFor(locator: Locator, role: string): Promise<Found | undefined>;
  /** Calls `attempt`, and scrolls the current list down until it finds something. */
  scrollUntil<T>(attempt: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Polls until one of these roles appears. @throws {ElementNotFound} */
  first(roles: readonly string[], limitMs?: number): Promise<Found>;
  /** Waits for an element of the role and presses it. */
  press(role: string, limitMs?: number): Promise<void>;
  /** Waits until no element of the role is left. */
  gone(role: string, limitMs?: number): Promise<boolean>;
}

/** No locator of a role found an element; the caller saves the page source. */
export class ElementNotFound extends Error {
  override readonly name = 'ElementNotFound';
}

/** The commands of a session that this room uses. */
export type FinderSession = Pick<
  Browser,
  | 'findElements'
  | 'elementClick'
  | 'elementClear'
  | 'elementSendKeys'
  | 'getElementText'
  | 'getElementAttribute'
  | 'getElementRect'
  | 'getPageSource'
  | 'performActions'
>;
interface FinderHandset {
  session: FinderSession;
  serial: string;
  focused(): Promise<{ package: string; activity: string }>;
}

export const STEP_MS = 10_000;
const POLL_MS = 100;
/** A list that still scrolls after this many screens is treated as endless. */
const MOST_SCREENS = 10;

export function createFinder(
  release: DrivenRelease,
  handset: FinderHandset,
  locators: readonly LocatorRow[],
): Finder {
  const { session } = handset;

  const rowsOf = (role: string): LocatorRow[] => {
    const rows = [release.family, '*'].flatMap((family) =>
      locators.filter((row) => row.family === family && row.role === role),
    );
    if (rows.length === 0) throw new Error(`no locator names '${role}' for ${release.family}`);

    return rows;
  };
  const lookFor: Finder['lookFor'] = async (locator, role) => {
    const { using, value } = queryOf(locator, release.package);
    const [element] = await session.findElements(using, value);

    return element && foundAs(session, idOf(element), role, locator);
  };
  const look: Finder['look'] = async (role, values = {}) => {
    for (const row of rowsOf(role)) {
      const found = await lookFor({ ...row, value: fill(row.value, values) }, role);
      if (found) return found;
    }

    return undefined;
  };
  const poll = async <T>(limitMs: number, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
    const end = performance.now() + limitMs;
    for (;;) {
      const result = await attempt();
      if (result !== undefined) return result;
      if (performance.now() >= end) return undefined;
      await sleep(POLL_MS);
    }
  };
  const notFound = async (roles: readonly string[], limitMs: number): Promise<ElementNotFound> => {
    const tried = roles.flatMap(rowsOf).map(describeLocator).join(', ');
    const front = await handset
      .focused()
      .then((focus) => `${focus.package}/${focus.activity}`)
      .catch((error: unknown) => `unknown (${reasonOf(error)})`);

    return new ElementNotFound(
      `${release.family} ${release.versionName} on ${handset.serial}: no '${roles.join("' or '")}' within ${limitMs / 1000} s; ` +
        `tried ${tried}; in front: ${front}`,
    );
  };

  return {
    look,
    lookFor,
    async scrollUntil(attempt) {
      let before = '';
      for (let screen = 0; screen < MOST_SCREENS; screen++) {
        const result = await attempt();
        if (result !== undefined) return result;
        const list = await look('scrollable');
        const now = list ? await session.getPageSource() : before;
        if (!list || now === before) return undefined;
        before = now;
        await scrollDown(session, await list.rect());
      }

      return undefined;
    },
    async first(roles, limitMs = STEP_MS) {
      const found = await poll(limitMs, async () => {
        for (const role of roles) {
          const seen = await look(role);
          if (seen) return seen;
        }

        return undefined;
      });
      if (!found) throw await notFound(roles, limitMs);

      return found;
    },
    async press(role, limitMs = STEP_MS) {
      const pressed = await poll(limitMs, async () => {
        const found = await look(role);

        return found && ((await clickUnlessGone(found)) || undefined);
      });
      if (!pressed) throw await notFound([role], limitMs);
    },
    async gone(role, limitMs = STEP_MS) {
      return (await poll(limitMs, async () => ((await look(role)) ? undefined : true))) ?? false;
    },
  };
}

function foundAs(session: FinderSession, id: string, role: string, locator: Locator): Found {
  return {
    role,
    locator,
    click: () => session.elementClick(id),
    text: () => session.getElementText(id),
    attribute: (name) => session.getElementAttribute(id, name),
    rect: () => session.getElementRect(id),
    async setText(text) {
      await session.elementClear(id);
      await session.elementSendKeys(id, text);
    },
  };
}

/** False for an element that disappeared before it was pressed; the caller finds it again. */
async function clickUnlessGone(found: Found): Promise<boolean> {
  try {
    await found.click();

    return true;
  } catch (error) {
    if (/stale element|no such element|not be located|does not exist in DOM/i.test(reasonOf(error)))
      return false;
    throw error;
  }
}

/** The key of an element reference (W3C WebDriver). */
const ELEMENT_KEY = 'element-6066-11e4-a52e-4f735466cecf';

function idOf(element: unknown): string {
  if (typeof element === 'object' && element !== null && ELEMENT_KEY in element)
    return String(element[ELEMENT_KEY]);

  throw new Error(`the session answered ${JSON.stringify(element)} for an element`);
}

function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
