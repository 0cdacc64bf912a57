import { countCuesSeen, CUES_NEEDED } from '../model/step-proofs.ts';
import type { Cue, CueReader } from './cues.ts';
import { ElementNotFound, type Finder, type FoundElement } from './finder.ts';

/** The state of private tabs after a relaunch; `demoted` to normal tabs is worse than `restored`. */
export interface AfterRelaunch {
  tabs: 'gone' | 'restored' | 'demoted' | 'unknown';
  detail: string;
}

/** Milliseconds for finding each cue and the list of tabs. */
const LIMIT_MS = 5_000;

/**
 * First checks whether private mode is open. If it is not, searches all tabs for one with the title or host of a private
 * visit, and reads the cues of that tab. The result is `unknown` if an element on the way is missing.
 *
 * @param visited the pages that were open in private tabs when the browser was ended
 */
export async function readTabsAfterRelaunch(
  finder: Finder,
  cues: Pick<CueReader, 'read'>,
  handset: { press(key: 'back'): Promise<void> },
  visited: readonly { url: string; title: string }[],
  limitMs = LIMIT_MS,
): Promise<AfterRelaunch> {
  const foreground = classifyCues(await cues.read(limitMs));
  if (foreground.tabs !== 'demoted') return foreground;
  try {
    await finder.press('tabs', limitMs);
    const tab = await findVisitedTab(finder, visited);
    if (!tab) {
      await handset.press('back');

      return {
        tabs: 'gone',
        detail:
          'the screen shows no sign of private mode, and no tab shows a page that was visited in private mode',
      };
    }
    const title = await tab.text();
    await tab.click();
    const tabState = classifyCues(await cues.read(limitMs));

    return { ...tabState, detail: `the tab '${title}': ${tabState.detail}` };
  } catch (error) {
    // A missing element makes the state unknown; any other error is a failure.
    if (error instanceof ElementNotFound) return { tabs: 'unknown', detail: error.message };
    throw error;
  }
}

/** Classifies the current tab by its cues: `demoted` means that the tab is in normal mode. */
function classifyCues(cues: readonly Cue[]): AfterRelaunch {
  const detail = cues
    .map((cue) => `${cue.name} ${cue.seen ? 'seen' : `not seen (${cue.detail})`}`)
    .join('; ');
  if (countCuesSeen(cues) >= CUES_NEEDED) return { tabs: 'restored', detail };

  return { tabs: cues.some(({ seen }) => seen) ? 'unknown' : 'demoted', detail };
}

async function findVisitedTab(
  finder: Finder,
  visited: readonly { url: string; title: string }[],
): Promise<FoundElement | undefined> {
  const values = visited.flatMap(({ url, title }) => [title, new URL(url).host]).filter(Boolean);

  return await finder.scrollUntil(async () => {
    for (const value of values) {
      const tab = await finder.findBy(
        { strategy: 'textContains', value },
        'a private tab that was open before',
      );
      if (tab) return tab;
    }

    return undefined;
  });
}
