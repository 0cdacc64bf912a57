import { type Cue, readCues } from './cues.ts';
import { ElementNotFound, type Finder, type Found } from './finder.ts';

/** The state of private tabs after a relaunch; `demoted` to normal tabs is worse than `restored`. */
export interface AfterRelaunch {
  tabs: 'gone' | 'restored' | 'demoted' | 'unknown';
  detail: string;
}

/** Time limit for finding each cue and the list of tabs. */
const LOOK_MS = 5_000;

/**
 * First checks whether private mode is open. Then searches all tabs for one with the title or host of a private visit, and
 * reads the cues of that tab. The result is `unknown` if a step on the way fails.
 *
 * @param visited the pages that were open in private tabs when the browser was ended
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
    // A missing element is a result; any other error is not.
    if (error instanceof ElementNotFound) return { tabs: 'unknown', detail: error.message };
    throw error;
  }
}

/** Classifies a tab with a private visit by its cues. */
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
