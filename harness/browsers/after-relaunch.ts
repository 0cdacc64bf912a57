import { type Cue, readCues } from './cues.ts';
import { ElementNotFound, type Finder, type Found } from './finder.ts';

/** What became of private tabs when the browser was started again; `demoted` to normal ones is worse than `restored`. */
export interface AfterRelaunch {
  tabs: 'gone' | 'restored' | 'demoted' | 'unknown';
  detail: string;
}

/** How long each sign of private mode, and the way to the tabs, is looked for. */
const LOOK_MS = 5_000;

/**
 * Looks for private mode itself, then among all tabs for one that shows what was visited privately: by its title or its
 * host, and by the cues once it is in front. A word on the way that cannot be looked for makes it unknown.
 *
 * @param visited what was open in private tabs when the browser was ended
 */
export async function lookAfterRelaunch(
  finder: Finder,
  handset: { press(key: 'back'): Promise<void> },
  visited: readonly { url: string; title: string }[],
  limitMs = LOOK_MS,
): Promise<AfterRelaunch> {
  const inFront = judge(await readCues(finder, handset, limitMs));
  if (inFront.tabs !== 'demoted') return inFront;
  try {
    await finder.press('tabs', limitMs);
    const tab = await tabShowing(finder, visited);
    if (!tab) {
      await handset.press('back');

      return { tabs: 'gone', detail: 'no sign of private mode, and no tab shows what was visited in it' };
    }
    const shown = await tab.text();
    await tab.click();
    const there = judge(await readCues(finder, handset, limitMs));

    return { ...there, detail: `the tab '${shown}': ${there.detail}` };
  } catch (error) {
    // Not to have got there is an answer; anything else is not.
    if (error instanceof ElementNotFound) return { tabs: 'unknown', detail: error.message };
    throw error;
  }
}

/** What the cues make of a tab that shows what was visited privately. */
function judge(cues: readonly Cue[]): AfterRelaunch {
  const seen = cues.filter((cue) => cue.seen);
  const detail = cues
    .map((cue) => `${cue.name} ${cue.seen ? 'seen' : `not seen (${cue.detail})`}`)
    .join('; ');
  if (seen.length === cues.length) return { tabs: 'restored', detail };

  return { tabs: seen.length === 0 ? 'demoted' : 'unknown', detail };
}

async function tabShowing(
  finder: Finder,
  visited: readonly { url: string; title: string }[],
): Promise<Found | undefined> {
  const values = visited.flatMap(({ url, title }) => [title, new URL(url).host]).filter(Boolean);

  return await finder.scrollUntil(async () => {
    for (const value of values) {
      const tab = await finder.lookFor({ strategy: 'textContains', value }, 'a tab of private mode');
      if (tab) return tab;
    }

    return undefined;
  });
}
