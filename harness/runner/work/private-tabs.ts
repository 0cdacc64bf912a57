import { reasonOf } from '../../model/fault.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import { StepTimeout } from './limit.ts';
import type { Station } from './station.ts';

/** How long each sign is looked for, real milliseconds: by now the browser has been up for a whole window. */
const LOOK_MS = 1_000;

/** Looks what became of the private tabs when the browser was started again. Not to know is an answer, and recorded as one. */
export async function readPrivateTabs(work: CaseWork, station: Station): Promise<void> {
  work.privateLeft = false;
  try {
    const { tabs, detail } = await work.step('look for private tabs after the relaunch', LIMITS.screen, () =>
      station.page.privateAfterRelaunch(visitedIn(work), LOOK_MS),
    );
    work.log.add({ kind: 'private-after-relaunch', tabs, detail });
    work.privateLeft = tabs === 'gone' || tabs === 'demoted';
  } catch (error) {
    if (error instanceof StepTimeout) throw error;
    work.log.add({ kind: 'private-after-relaunch', tabs: 'unknown', detail: reasonOf(error) });
  }
}

/** Every page that was visited privately, as a tab would show it. */
function visitedIn(work: CaseWork): { url: string; title: string }[] {
  const minted = work.mint.all();

  return minted.flatMap(({ id, kind, value }) =>
    kind === 'url'
      ? [{ url: value, title: minted.find((each) => each.id === `${id}-title`)?.value ?? '' }]
      : [],
  );
}
