import type { LocatorRow } from '../model/family.ts';
import { ElementNotFound, type Finder, type FoundElement } from './finder.ts';
import { describeLocator } from './locator.ts';

/** A cue of private mode, and whether it was seen. Two cues of different kinds that were seen are a proof. */
export interface Cue {
  /** The kind of the cue, as in `model/step-proofs.ts`. */
  name: CueKind;
  seen: boolean;
  detail: string;
  /** The row that found it, if that row is from the user's own table: `menuExitPrivate by text 'Quit'`. */
  own?: string;
}

export type CueKind = 'toolbar' | 'page-text' | 'menu' | 'tab-switcher' | 'secure-flag';
type Reading = Omit<Cue, 'name'>;

/** Reads the cues of private mode. */
export interface CueReader {
  /**
   * Notes what normal mode shows already: it proves nothing, and no later reading uses it. Call it in normal mode; only the first
   * call reads the screen.
   */
  learnNormal(): Promise<void>;
  /**
   * Reads the cue of each kind for which there is a locator, and whether the window is secure. A cue that cannot be read counts
   * as not seen, with the reason. So does each cue before normal mode was read.
   * @param limitMs for the first element; the others are on the same screen
   */
  read(limitMs?: number): Promise<Cue[]>;
}

interface CueHandset {
  press(key: 'back'): Promise<void>;
  /** Whether the window of a package forbids screenshots; null where the phone does not report it. */
  isSecure(name: string): Promise<boolean | null>;
}

const CUE_MS = 5_000;
const UNLEARNED: Reading = { seen: false, detail: 'what normal mode looks like was not read' };

/** Which element is a cue of which kind, and what to press to see it. */
const KINDS: readonly { name: CueKind; role: string; behind?: string }[] = [
  { name: 'toolbar', role: 'privateBadge' },
  { name: 'page-text', role: 'privateHomeText' },
  { name: 'menu', role: 'menuExitPrivate', behind: 'menu' },
  { name: 'tab-switcher', role: 'privateTabs', behind: 'tabs' },
];
/** Elements that an open menu has; the list of tabs has none that each browser names. */
const IN_MENU = ['menuNewPrivateTab', 'menuSettings'];

/**
 * @param createFinder a finder with only these locators
 * @param locators those of the release's family and of every family
 */
export function createCueReader(
  createFinder: (locators: readonly LocatorRow[]) => Finder,
  handset: CueHandset,
  browser: string,
  locators: readonly LocatorRow[],
): CueReader {
  const kinds = KINDS.filter(({ role }) => locators.some((row) => row.role === role));
  let rows = locators;
  let finder = createFinder(rows);
  let hasLearned = false;
  /** Why a kind proves nothing, by its name. */
  const flaws = new Map<CueKind, string>();

  const hasRow = (role: string): boolean => rows.some((row) => row.role === role);
  /** Opens the menu or the list of tabs for a search, and closes it again. */
  const lookBehind = async <T>(
    behind: string,
    role: string,
    limitMs: number,
    search: () => Promise<T>,
  ): Promise<T> => {
    await finder.press(behind, limitMs);
    const known = (behind === 'menu' ? [role, ...IN_MENU] : [role]).filter(hasRow);
    await finder.waitForAny(known, limitMs).catch((error: unknown) => {
      if (behind === 'menu' || !(error instanceof ElementNotFound)) throw error;
    });
    const result = await search();
    await handset.press('back');
    await finder.waitForAny([behind], limitMs);

    return result;
  };
  const readKind = async (kind: (typeof KINDS)[number], limitMs: number): Promise<Reading> => {
    if (!hasLearned) return UNLEARNED;
    const flaw = flaws.get(kind.name);
    if (flaw !== undefined) return { seen: false, detail: flaw };
    const { role, behind } = kind;
    if (behind === undefined) {
      const found = await finder.find(role);

      return found ? seenBy(found) : { seen: false, detail: `the screen does not show ${role}` };
    }

    return await lookBehind(behind, role, limitMs, async () => {
      // The element may be further down in the open list.
      const found = await finder.scrollUntil(() => finder.find(role));

      return found
        ? seenBy(found)
        : { seen: false, detail: `the ${behind} is open, but does not show ${role}` };
    });
  };
  /** Waits until the screen shows one of the cues that need no press; there may be none. */
  const waitForPage = async (limitMs: number): Promise<void> => {
    const roles = kinds
      .filter(({ role, behind }) => behind === undefined && hasRow(role))
      .map(({ role }) => role);
    if (hasLearned && roles.length > 0)
      await finder.waitForAny(roles, limitMs).catch((error: unknown) => {
        // Each cue says then that it was not seen.
        if (!(error instanceof ElementNotFound)) throw error;
      });
  };
  const readSecure = async (): Promise<Reading> => {
    const flaw = flaws.get('secure-flag');
    if (!hasLearned || flaw !== undefined)
      return flaw === undefined ? UNLEARNED : { seen: false, detail: flaw };
    const isSecure = await handset.isSecure(browser);

    return {
      seen: isSecure === true,
      detail:
        isSecure === true
          ? 'the window forbids screenshots, in normal mode it does not'
          : `secure: ${isSecure}`,
    };
  };
  /** The locators of a role that match now. */
  const matching = async (role: string): Promise<LocatorRow[]> => {
    const found: LocatorRow[] = [];
    for (const row of rows) if (row.role === role && (await finder.findBy(row, role))) found.push(row);

    return found;
  };
  const learnKind = async ({ name, role, behind }: (typeof KINDS)[number]): Promise<LocatorRow[]> => {
    if (behind === undefined) return await matching(role);
    const known: LocatorRow[] = [];
    try {
      await lookBehind(behind, role, CUE_MS, () =>
        finder.scrollUntil(async () => {
          known.push(...(await matching(role)));

          return undefined;
        }),
      );
    } catch (error) {
      // Without normal mode to compare with, nothing behind this element is a cue.
      if (!(error instanceof ElementNotFound)) throw error;
      flaws.set(name, `the ${behind} could not be read in normal mode: ${error.message}`);
    }

    return known;
  };

  return {
    async learnNormal() {
      if (hasLearned) return;
      hasLearned = true;
      const known: LocatorRow[] = [];
      for (const kind of kinds) known.push(...(await learnKind(kind)));
      if ((await handset.isSecure(browser)) !== false)
        flaws.set('secure-flag', 'normal mode forbids screenshots too, or the phone does not report it');
      rows = rows.filter((row) => !known.includes(row));
      finder = createFinder(rows);
      for (const { name, role } of kinds)
        if (!hasRow(role)) flaws.set(name, `each locator of ${role} matches in normal mode too`);
    },
    async read(limitMs = CUE_MS) {
      const cues: Cue[] = [{ name: 'secure-flag', ...(await readSecure()) }];
      await waitForPage(limitMs);
      for (const kind of kinds) cues.push(await readCue(kind.name, () => readKind(kind, limitMs)));

      return cues;
    },
  };
}

function seenBy({ role, locator }: FoundElement): Reading {
  const detail = `${role} by ${describeLocator(locator)}`;

  return { seen: true, detail, ...(locator.own && { own: detail }) };
}

async function readCue(name: CueKind, search: () => Promise<Reading>): Promise<Cue> {
  try {
    return { name, ...(await search()) };
  } catch (error) {
    // A missing element means that the cue was not seen; any other error is a failure.
    if (error instanceof ElementNotFound) return { name, seen: false, detail: error.message };
    throw error;
  }
}
