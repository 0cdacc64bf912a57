import type { Handset } from '../../handset/handset.ts';
import type { BrowserTables, LocatorRow, SwitchRow, WallRow, WayRow } from '../../model/family.ts';
import type { DrivenRelease } from '../driven-release.ts';
import { createFinder, type Finder } from '../finder.ts';
import { scrollDown } from '../gestures.ts';
import { describeLocator } from '../locator.ts';
import { rowsFor } from '../row-order.ts';
import { elementsIn, isNamed, proposeLocator, type ScreenElement, without } from './elements.ts';
import { chooseElement, type Talk } from './talk.ts';

type Own<R> = Omit<R, 'family' | 'own'>;

/** Rows for the user's own table. */
export interface ProposedRows {
  locators: Own<LocatorRow>[];
  ways: Own<WayRow>[];
  walls: Own<WallRow>[];
  switches: Own<SwitchRow>[];
}

/** What an inspection keeps of each screen. */
export type KeepScreen = (name: string, source: string, png: Buffer | undefined) => Promise<void>;

/** The screens of a browser that is inspected: what the tables find on them, and rows for what they do not find. */
export interface InspectedScreens {
  readonly proposed: ProposedRows;
  /** Reads the screen, keeps source and picture under a name, and resolves to its elements. */
  look(name: string): Promise<ScreenElement[]>;
  /** Says which locator finds an element of a role. Resolves to whether one does. */
  isFound(role: string): Promise<boolean>;
  /**
   * Makes sure that a role is found on the current screen: if no locator finds it, asks the user for the element and adds a row.
   * Resolves to false if the user skips it.
   * @param among the elements to choose from
   * @param hidden elements that are not offered after scrolling either
   */
  need(
    role: string,
    question: string,
    among: readonly ScreenElement[],
    hidden?: readonly ScreenElement[],
  ): Promise<boolean>;
  /** Adds a row for an element. Resolves to its role; undefined if no locator matches only this element. */
  addLocator(role: string, element: ScreenElement, screen: readonly ScreenElement[]): string | undefined;
  press(role: string): Promise<void>;
  /** Presses an element without adding a row. Resolves to false if no locator matches only this element. */
  pressOnce(element: ScreenElement, screen: readonly ScreenElement[]): Promise<boolean>;
  /** Replaces the text of an element. */
  type(role: string, text: string): Promise<void>;
  /** Scrolls the list on the screen down. */
  scroll(): Promise<void>;
  /** The rows of a way that apply now; undefined where no table has the way. */
  wayOf(way: WayRow['way']): readonly string[] | undefined;
}

/** Why a row exists, and how far it can be trusted. */
export const SEEN = { confidence: 'H', source: 'seen with leakgate inspect' } as const;
const PRESS_MS = 5_000;

export function inspectScreens(
  release: DrivenRelease,
  handset: Handset,
  tables: BrowserTables,
  talk: Talk,
  keep: KeepScreen,
): InspectedScreens {
  const proposed: ProposedRows = { locators: [], ways: [], walls: [], switches: [] };
  const locators = (): LocatorRow[] => [
    ...proposed.locators.map((row) => ({ ...row, family: release.family, own: true as const })),
    ...tables.locators,
  ];
  const finder = (): Finder => createFinder(release, handset, locators());
  const hasRow = (role: string): boolean =>
    rowsFor(locators(), release.family).some((row) => row.role === role);

  const isFound = async (role: string): Promise<boolean> => {
    const found = hasRow(role) ? await finder().find(role) : undefined;
    const table = found?.locator.own ? 'your table' : 'our tables';
    talk.say(
      found ? `  ${role}: ${describeLocator(found.locator)}, ${table}` : `  ${role}: no locator matches`,
    );

    return found !== undefined;
  };
  const addLocator: InspectedScreens['addLocator'] = (role, element, screen) => {
    const locator = proposeLocator(element, screen);
    if (!locator) {
      talk.say('  Neither id nor text nor description of this element is unique on the screen.');

      return undefined;
    }
    const same = locators().find(
      (row) => row.strategy === locator.strategy && row.value === locator.value && row.own === true,
    );
    if (same) return same.role;
    proposed.locators.push({ role, ...locator, ...SEEN });
    talk.say(`  ${role}: ${describeLocator(locator)}, added to your table`);

    return role;
  };

  const scroll = async (): Promise<void> => {
    const list = await finder().find('scrollable');
    if (list) await scrollDown(handset.session, await list.rect());
    else talk.say('  Nothing on the screen can be scrolled.');
  };

  return {
    proposed,
    isFound,
    addLocator,
    async look(name) {
      const source = await handset.source();
      const shot = await handset.screenshot();
      await keep(name, source, shot.kind === 'taken' ? shot.png : undefined);

      return elementsIn(source).filter(isNamed);
    },
    async need(role, question, among, hidden = []) {
      if (await isFound(role)) return true;
      for (let elements = among; ; ) {
        const choice = await chooseElement(talk, question, elements, ['more', 'skip']);
        if (choice.kind === 'element' && addLocator(role, choice.element, elements)) return true;
        if (choice.kind === 'accept' || (choice.kind === 'word' && choice.word === 'skip')) return false;
        if (choice.kind === 'word') {
          await scroll();
          const below = elementsIn(await handset.source()).filter(isNamed);
          elements = without(below, hidden);
        }
      }
    },
    press: (role) => finder().press(role, PRESS_MS),
    async pressOnce(element, screen) {
      const locator = proposeLocator(element, screen);
      const found = locator && (await finder().findBy(locator, 'an element of the screen'));
      if (!found) talk.say('  No locator matches only this element.');
      await found?.click();

      return found !== undefined;
    },
    async type(role, text) {
      await (await finder().waitForAny([role], PRESS_MS)).setText(text);
    },
    scroll,
    wayOf: (way) =>
      (
        proposed.ways.find((row) => row.way === way) ??
        rowsFor(tables.ways, release.family).find((row) => row.way === way)
      )?.press,
  };
}
