import { ElementNotFound, type Finder } from './finder.ts';

/** A cue of private mode that was searched for. Two independent cues that are seen are a proof. */
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
    const found = await finder.first(['privateBadge', 'privateHomeText'], limitMs);

    return { seen: true, detail: `${found.role} by ${found.locator.strategy} '${found.locator.value}'` };
  });
  const menu = await readCue('menu-item', async () => {
    await finder.press('menu', limitMs);
    const item = await finder.first(['menuExitPrivate', 'menuNewPrivateTab', 'menuSettings'], limitMs);
    // The menu is open; the item may be further down.
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
    // A missing cue is a result; any other error is not.
    if (error instanceof ElementNotFound) return { name, seen: false, detail: error.message };
    throw error;
  }
}
