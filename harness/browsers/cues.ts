import { ElementNotFound, type Finder } from './finder.ts';

/** A cue of private mode, and whether it was seen. Two independent cues that were seen are a proof. */
export interface Cue {
  name: string;
  seen: boolean;
  detail: string;
}

const CUE_MS = 5_000;

/**
 * Reads both cues: the page's marker (a badge in the toolbar, or the text of the private home page), and the state of the
 * menu. A cue that cannot be read counts as not seen, with the reason.
 */
export async function readCues(
  finder: Finder,
  handset: { press(key: 'back'): Promise<void> },
  limitMs = CUE_MS,
): Promise<Cue[]> {
  const page = await readCue('page-marker', async () => {
    const found = await finder.waitForAny(['privateBadge', 'privateHomeText'], limitMs);

    return { seen: true, detail: `${found.role} by ${found.locator.strategy} '${found.locator.value}'` };
  });
  const menu = await readCue('menu-item', async () => {
    await finder.press('menu', limitMs);
    const item = await finder.waitForAny(['menuExitPrivate', 'menuNewPrivateTab', 'menuSettings'], limitMs);
    // The item may be further down in the open menu.
    const exitItem =
      item.role === 'menuExitPrivate' ? item : await finder.scrollUntil(() => finder.find('menuExitPrivate'));
    await handset.press('back');
    await finder.waitForAny(['menu'], limitMs);

    return exitItem
      ? { seen: true, detail: `menuExitPrivate by ${exitItem.locator.strategy} '${exitItem.locator.value}'` }
      : { seen: false, detail: `the menu is open, but shows '${item.role}' instead of menuExitPrivate` };
  });

  return [page, menu];
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
