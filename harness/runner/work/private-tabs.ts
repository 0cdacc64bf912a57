import { reasonOf } from '../../model/fault.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import { StepTimeout } from './limit.ts';
import type { Station } from './station.ts';

/** Looks what became of the private tabs when the browser was started again. Not to know is an answer, and recorded as one. */
export async function readPrivateTabs(work: CaseWork, station: Station): Promise<void> {
  try {
    const cues = await work.step('look for private tabs after the relaunch', LIMITS.screen, () =>
      station.page.privateCues(),
    );
    const seen = cues.filter((cue) => cue.seen).map((cue) => cue.name);
    work.privateLeft = seen.length === 0;
    work.log.add({
      kind: 'private-after-relaunch',
      tabs: seen.length >= 2 ? 'restored' : 'unknown',
      detail: seen.length > 0 ? `seen: ${seen.join(', ')}` : 'no sign of private mode is seen',
    });
  } catch (error) {
    if (error instanceof StepTimeout) throw error;
    work.privateLeft = false;
    work.log.add({ kind: 'private-after-relaunch', tabs: 'unknown', detail: reasonOf(error) });
  }
}
