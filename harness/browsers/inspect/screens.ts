import type { Handset } from '../../handset/handset.ts';
import type { BrowserTables, LocatorRow, SwitchRow, WallRow, WayRow } from '../../model/family.ts';
import type { DrivenRelease } from '../driven-release.ts';
import { createFinder, type Finder } from '../finder.ts';
import { scrollDown } from '../gestures.ts';
import { describeLocator } from '../locator.ts';
import { rowsFor } from '../row-order.ts';
import {
  type Contrast,
  elementsIn,
  isNamed,
  proposeLocator,
  type ScreenElement,
  without,
} from './elements.ts';
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
   * @param screen all named elements of the screen
   * @param contrast elements of other screens are neither offered nor matched by the row
   */
  need(
    role: string,
    question: string,
    screen: readonly ScreenElement[],
    contrast?: Contrast,
  ): Promise<boolean>;
  /**
   * Adds a row for an element that a way presses, if this inspection has none for it. Returns its role; undefined if no locator
   * matches only this element.
   */
  addStep(role: string, element: ScreenElement, screen: readonly ScreenElement[]): string | undefined;
  /** Removes the row of a step that leads nowhere; rows for other roles stay. */
  forgetStep(role: string): void;
  /** The text of a button that may agree to something, so that it is never pressed to dismiss a dialog; undefined for others. */
  deniedText(element: ScreenElement): string | undefined;
  /** Whether an element is in a window of another app. */
  isForeign(element: ScreenElement): boolean;
  press(role: string): Promise<void>;
  /** Presses BACK. */
  back(): Promise<void>;
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
  /** What the current place has shown, also before the user scrolled. */
  let place: readonly ScreenElement[] = [];
  const leave = (): void => {
    place = [];
  };
  const read = (source: string): ScreenElement[] => {
    const elements = elementsIn(source).filter(isNamed);
    place = [...place, ...elements];

    return elements;
  };
  const locate = (
    element: ScreenElement,
    screen: readonly ScreenElement[],
    { others = [], ...contrast }: Contrast = {},
  ): ReturnType<typeof proposeLocator> => {
    const elsewhere = [...others, ...without(place, [element])];
    const locator = proposeLocator(element, screen, { ...contrast, others: elsewhere });
    if (!locator) talk.say('  No id, text or description matches only this element. Choose another one.');

    return locator;
  };
  /** The elements of the rows that were added. */
  const pointedAt = new Map<string, ScreenElement>();
  const addRow = (
    role: string,
    element: ScreenElement,
    locator: Pick<LocatorRow, 'strategy' | 'value'>,
  ): void => {
    pointedAt.set(role, element);
    proposed.locators.push({ role, ...locator, ...SEEN });
    talk.say(`  ${role}: ${describeLocator(locator)}, added to your table`);
  };
  const denied = new Set(tables.denied.map(({ text }) => text.toLowerCase()));

  const scroll = async (): Promise<void> => {
    const list = await finder().find('scrollable');
    if (list) await scrollDown(handset.session, await list.rect());
    else talk.say('  Nothing on the screen can be scrolled.');
  };

  return {
    proposed,
    isFound,
    addStep(role, element, screen) {
      const same = [...pointedAt].find(([, other]) => without([element], [other]).length === 0);
      if (same) return same[0];
      const locator = locate(element, screen);
      if (!locator) return undefined;
      addRow(role, element, locator);

      return role;
    },
    forgetStep(role) {
      pointedAt.delete(role);
      proposed.locators = proposed.locators.filter((row) => row.role !== role);
    },
    deniedText: ({ text, desc, id }) => [text, desc, id].find((each) => denied.has(each.toLowerCase())),
    async look(name) {
      const source = await handset.source();
      const shot = await handset.screenshot();
      await keep(name, source, shot.kind === 'taken' ? shot.png : undefined);

      return read(source);
    },
    async need(role, question, first, contrast = {}) {
      if (await isFound(role)) return true;
      for (let screen = first; ; ) {
        const offered = without(screen, contrast.others ?? []);
        const choice = await chooseElement(talk, question, offered, ['more', 'skip']);
        if (choice.kind === 'accept' || (choice.kind === 'word' && choice.word === 'skip')) return false;
        if (choice.kind === 'word') {
          await scroll();
          screen = read(await handset.source());
          continue;
        }
        const locator = locate(choice.element, screen, contrast);
        if (!locator) continue;
        addRow(role, choice.element, locator);

        return true;
      }
    },
    isForeign: (element) => element.package !== release.package,
    async press(role) {
      await finder().press(role, PRESS_MS);
      leave();
    },
    async back() {
      await handset.press('back');
      leave();
    },
    async pressOnce(element, screen) {
      const locator = proposeLocator(element, screen);
      const found =
        locator &&
        (await finder().findBy({ ...locator, package: element.package }, 'an element of the screen'));
      if (!found) talk.say('  No locator matches only this element.');
      await found?.click();
      leave();

      return found !== undefined;
    },
    async type(role, text) {
      await (await finder().waitForAny([role], PRESS_MS)).setText(text);
      leave();
    },
    scroll,
    wayOf: (way) =>
      (
        proposed.ways.find((row) => row.way === way) ??
        rowsFor(tables.ways, release.family).find((row) => row.way === way)
      )?.press,
  };
}
