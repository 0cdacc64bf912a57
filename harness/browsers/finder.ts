import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'webdriverio';
import { reasonOf } from '../model/fault.ts';
import type { LocatorRow } from '../model/family.ts';
import type { DrivenRelease } from './driven-release.ts';
import { scrollDown } from './gestures.ts';
import { describeLocator, type Locator, queryOf } from './locator.ts';
import { rowsFor } from './row-order.ts';

/** An element on the screen, and the locator that found it. */
export interface FoundElement {
  role: string;
  locator: Locator;
  click(): Promise<void>;
  text(): Promise<string>;
  attribute(name: string): Promise<string | null>;
  rect(): Promise<{ x: number; y: number; width: number; height: number }>;
  /** Replaces the text with ACTION_SET_TEXT, without keyboard or keystrokes. */
  setText(text: string): Promise<void>;
}

/** Finds elements by role. Tries the locators in the order of `rowsFor`. */
export interface Finder {
  /** Searches once; undefined if the element is missing. */
  find(role: string, values?: Record<string, string>): Promise<FoundElement | undefined>;
  findBy(locator: Locator, role: string): Promise<FoundElement | undefined>;
  /** Calls `attempt` and scrolls the current list down until `attempt` finds something; undefined at the list's end. */
  scrollUntil<T>(attempt: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Waits until an element of one of these roles appears; a role without locators is left out. @throws {ElementNotFound} */
  waitForAny(roles: readonly string[], limitMs?: number): Promise<FoundElement>;
  /** Waits for an element of the role and presses it. */
  press(role: string, limitMs?: number): Promise<void>;
  /** Waits until no element of the role is left. Resolves to whether that happened in time. */
  waitUntilGone(role: string, limitMs?: number): Promise<boolean>;
}

/** No locator of a role found an element. */
export class ElementNotFound extends Error {
  override readonly name = 'ElementNotFound';
}

/** The commands of a session that page objects use. */
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
/** Scrolling stops after this many screens, in case a list is endless. */
const MAX_SCREENS = 10;

export function createFinder(
  release: DrivenRelease,
  handset: FinderHandset,
  locators: readonly LocatorRow[],
): Finder {
  const { session } = handset;

  const rowsOf = (role: string): LocatorRow[] => {
    const rows = rowsFor(locators, release.family).filter((row) => row.role === role);
    if (rows.length === 0)
      throw new Error(`the table of locators has no row '${role}' for ${release.family}`);

    return rows;
  };
  const hasRows = (role: string): boolean =>
    rowsFor(locators, release.family).some((row) => row.role === role);
  const findBy: Finder['findBy'] = async (locator, role) => {
    const { using, value } = queryOf(locator, release.package);
    const [element] = await session.findElements(using, value);

    return element && elementOf(session, idOf(element), role, locator);
  };
  const find: Finder['find'] = async (role, values = {}) => {
    for (const row of rowsOf(role)) {
      const found = await findBy({ ...row, value: fillIn(row.value, values) }, role);
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
  const notFoundError = async (roles: readonly string[], limitMs: number): Promise<ElementNotFound> => {
    const tried = roles.flatMap(rowsOf).map(describeLocator).join(', ');
    const foreground = await handset
      .focused()
      .then((focus) => `${focus.package}/${focus.activity}`)
      .catch((error: unknown) => `unknown (${reasonOf(error)})`);

    return new ElementNotFound(
      `${release.family} ${release.versionName} on ${handset.serial}: no '${roles.join("' or '")}' within ${limitMs / 1000} s; ` +
        `tried ${tried}; in front: ${foreground}. If the screen has this element, leakgate inspect finds its locator`,
    );
  };

  return {
    find,
    findBy,
    async scrollUntil(attempt) {
      let previousSource = '';
      for (let screen = 0; screen < MAX_SCREENS; screen++) {
        const result = await attempt();
        if (result !== undefined) return result;
        const list = await find('scrollable');
        const source = list ? await session.getPageSource() : previousSource;
        if (!list || source === previousSource) return undefined;
        previousSource = source;
        await scrollDown(session, await list.rect());
      }

      return undefined;
    },
    async waitForAny(wanted, limitMs = STEP_MS) {
      const roles = wanted.filter((role) => hasRows(role));
      if (roles.length === 0) rowsOf(wanted.join("' or '"));
      const found = await poll(limitMs, async () => {
        for (const role of roles) {
          const element = await find(role);
          if (element) return element;
        }

        return undefined;
      });
      if (!found) throw await notFoundError(roles, limitMs);

      return found;
    },
    async press(role, limitMs = STEP_MS) {
      const pressed = await poll(limitMs, async () => {
        const found = await find(role);

        return found && ((await clickIfPresent(found)) || undefined);
      });
      if (!pressed) throw await notFoundError([role], limitMs);
    },
    async waitUntilGone(role, limitMs = STEP_MS) {
      return (await poll(limitMs, async () => ((await find(role)) ? undefined : true))) ?? false;
    },
  };
}

function elementOf(session: FinderSession, id: string, role: string, locator: Locator): FoundElement {
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

/** Clicks an element; false if it disappeared before, so that the caller can find it again. */
async function clickIfPresent(found: FoundElement): Promise<boolean> {
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

  throw new Error(`Appium answered ${JSON.stringify(element)} where an element was expected`);
}

function fillIn(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
