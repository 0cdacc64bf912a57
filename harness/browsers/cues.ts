import type { LocatorRow } from '../model/family.ts';
import { ElementNotFound, type Finder, type FoundElement } from './finder.ts';
import { describeLocator } from './locator.ts';

/** A cue of private mode, and whether it was seen. Two independent cues that were seen are a proof. */
export interface Cue {
  name: string;
  seen: boolean;
  detail: string;
  /** The row that found it, if that row is from the user's own table: `menuExitPrivate by text 'Quit'`. */
  own?: string;
}

const UNLEARNED = { seen: false, detail: 'what normal mode looks like was not read' };

/** Reads the cues of private mode. */
export interface CueReader {
  /**
   * Notes which locators match in normal mode already: they prove nothing, and no later reading uses them. Call it in normal
   * mode; only the first call reads the screen.
   */
  learnNormal(): Promise<void>;
  /**
   * Reads both cues: the page's marker (a badge in the toolbar, or the text of the private home page), and the state of the
   * menu. A cue that cannot be read counts as not seen, with the reason. So does each cue before normal mode was read.
   */
  read(limitMs?: number): Promise<Cue[]>;
}

const CUE_MS = 5_000;
const PAGE_ROLES = ['privateBadge', 'privateHomeText'] as const;
const MENU_ROLE = 'menuExitPrivate';
const NO_MARK = 'every locator in the tables matches in normal mode too, or there is none:';

/**
 * @param createFinder a finder with only these locators
 * @param locators those of the release's family and of every family
 */
export function createCueReader(
  createFinder: (locators: readonly LocatorRow[]) => Finder,
  handset: { press(key: 'back'): Promise<void> },
  locators: readonly LocatorRow[],
): CueReader {
  let rows = locators;
  let finder = createFinder(rows);
  let hasLearned = false;
  /** Why the menu proves nothing; undefined if it may. */
  let menuFlaw: string | undefined;

  const withRows = (roles: readonly string[]): string[] =>
    roles.filter((role) => rows.some((row) => row.role === role));
  const inMenu = async (
    limitMs: number,
    search: () => Promise<Omit<Cue, 'name'>>,
  ): Promise<Omit<Cue, 'name'>> => {
    await finder.press('menu', limitMs);
    await finder.waitForAny(withRows([MENU_ROLE, 'menuNewPrivateTab', 'menuSettings']), limitMs);
    const result = await search();
    await handset.press('back');
    await finder.waitForAny(['menu'], limitMs);

    return result;
  };
  const readPage = async (limitMs: number): Promise<Omit<Cue, 'name'>> => {
    if (!hasLearned) return UNLEARNED;
    const roles = withRows(PAGE_ROLES);
    if (roles.length === 0) return { seen: false, detail: `${NO_MARK} ${PAGE_ROLES.join(' or ')}` };
    const found = await finder.waitForAny(roles, limitMs);

    return seenBy(found);
  };
  const readMenu = (limitMs: number): Promise<Omit<Cue, 'name'>> =>
    inMenu(limitMs, async () => {
      if (!hasLearned) return UNLEARNED;
      if (menuFlaw !== undefined) return { seen: false, detail: menuFlaw };
      if (withRows([MENU_ROLE]).length === 0) return { seen: false, detail: `${NO_MARK} ${MENU_ROLE}` };
      // The item may be further down in the open menu.
      const item = await finder.scrollUntil(() => finder.find(MENU_ROLE));

      return item
        ? seenBy(item)
        : { seen: false, detail: `the menu is open, but does not show ${MENU_ROLE}` };
    });
  /** The locators of these roles that match now. */
  const matching = async (roles: readonly string[]): Promise<LocatorRow[]> => {
    const found: LocatorRow[] = [];
    for (const row of rows)
      if (roles.includes(row.role) && (await finder.findBy(row, row.role))) found.push(row);

    return found;
  };

  return {
    async learnNormal() {
      if (hasLearned) return;
      hasLearned = true;
      const known = await matching(PAGE_ROLES);
      await inMenu(CUE_MS, async () => {
        await finder.scrollUntil(async () => {
          known.push(...(await matching([MENU_ROLE])));

          return undefined;
        });

        return { seen: false, detail: '' };
      }).catch((error: unknown) => {
        if (!(error instanceof ElementNotFound)) throw error;
        menuFlaw = `the menu could not be read in normal mode: ${error.message}`;
      });
      rows = rows.filter((row) => !known.includes(row));
      finder = createFinder(rows);
    },
    read: async (limitMs = CUE_MS) => [
      await readCue('page-marker', () => readPage(limitMs)),
      await readCue('menu-item', () => readMenu(limitMs)),
    ],
  };
}

function seenBy({ role, locator }: FoundElement): Omit<Cue, 'name'> {
  const detail = `${role} by ${describeLocator(locator)}`;

  return { seen: true, detail, ...(locator.own && { own: detail }) };
}

async function readCue(name: string, search: () => Promise<Omit<Cue, 'name'>>): Promise<Cue> {
  try {
    return { name, ...(await search()) };
  } catch (error) {
    // A missing element means that the cue was not seen; any other error is a failure.
    if (error instanceof ElementNotFound) return { name, seen: false, detail: error.message };
    throw error;
  }
}
