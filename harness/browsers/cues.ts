import { ElementNotFound, type Finder } from './finder.ts';

/** A sign of private mode that was looked for. Two independent ones that are seen make a proof. */
export interface Cue {
  name: string;
  seen: boolean;
  detail: string;
}

const CUE_MS = 5_000;

/**
 * Looks for the two: the page's own marker (the badge of the toolbar, or the text of the private home), and the state
 * of the menu. One that cannot be looked for is not seen, and says why.
 */
export async function readCues(
  finder: Finder,
  handset: { press(key: 'back'): Promise<void> },
  limitMs = CUE_MS,
): Promise<Cue[]> {
  const page = await readCue('page-marker', async () => {
    const found = await finder.first(['privateBadge', 'privateHomeText'], limitMs);

    return { seen: true, detail: `${found.role} by ${found.locator.strategy} '${found.locator.value}'` };
  });
  const menu = await readCue('menu-item', async () => {
    await finder.press('menu', limitMs);
    const item = await finder.first(['menuExitPrivate', 'menuNewPrivateTab', 'menuSettings'], limitMs);
    // The menu is open; the item for leaving may be below its fold.
    const leave =
      item.role === 'menuExitPrivate' ? item : await finder.scrollUntil(() => finder.look('menuExitPrivate'));
    await handset.press('back');
    await finder.first(['menu'], limitMs);

    return leave
      ? { seen: true, detail: `menuExitPrivate by ${leave.locator.strategy} '${leave.locator.value}'` }
      : { seen: false, detail: `the menu is open and shows '${item.role}'` };
  });

  return [page, menu];
}

async function readCue(name: string, look: () => Promise<Omit<Cue, 'name'>>): Promise<Cue> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    // Not to have found a cue is an answer; anything else is not.
    if (error instanceof ElementNotFound) return { name, seen: false, detail: error.message };
    throw error;
  }
}
