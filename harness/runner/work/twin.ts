import { reasonOf } from '../../model/fault.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import { StepTimeout } from './limit.ts';
import { waitForTwin } from './waits.ts';
import type { Station } from './station.ts';

/**
 * Plays the story once more in normal mode, under the same install, identity, consent and settings: each collector that
 * speaks then is one that the detector can read. What fails in it is recorded and voids; it takes back nothing of what the
 * private part showed.
 *
 * @param playAgain the story, with new canaries, ended by its first question
 * @throws {StepTimeout} where nothing more can be done on the handset
 */
export async function playTwin(
  work: CaseWork,
  station: Station,
  playAgain: () => Promise<void>,
  windowMs: number,
): Promise<void> {
  work.log.add({ kind: 'twin', what: 'begun' });
  try {
    await leavePrivateMode(work, station);
    await playAgain();
    expectLoaded(work);
    await waitForTwin(work, station, windowMs);
    work.log.add({ kind: 'twin', what: 'ended' });
  } catch (error) {
    work.log.add({ kind: 'twin', what: 'failed', detail: reasonOf(error) });
    if (error instanceof StepTimeout) throw error;
  }
}

/** A browser may bring its private tabs back when it is started again; in one of those, the twin would be no twin. */
async function leavePrivateMode(work: CaseWork, station: Station): Promise<void> {
  if (work.privateLeft || (await cuesSeen(work, station)).length === 0) return;
  await work.step('close the private tab', LIMITS.screen, () => station.page.closePrivate());
  const left = await cuesSeen(work, station);
  if (left.length > 0) throw new Error(`private mode cannot be left: ${left.join(', ')} still seen`);
}

async function cuesSeen(work: CaseWork, station: Station): Promise<string[]> {
  const cues = await work.step('see that private mode is left', LIMITS.screen, () =>
    station.page.privateCues(),
  );

  return cues.filter((cue) => cue.seen).map((cue) => cue.name);
}

/** A twin whose pages did not load shows nothing of what a collector says of pages. */
function expectLoaded(work: CaseWork): void {
  const loaded = new Set(
    work.log.steps().flatMap((step) => (step.kind === 'page-loaded' && step.served ? [step.canary] : [])),
  );
  const missing = work.twinMint
    .all()
    .filter(({ id, kind, role }) => role !== 'control' && kind !== 'text' && !loaded.has(id));
  if (missing.length > 0)
    throw new Error(`the page of ${missing.map(({ id }) => id).join(', ')} was not loaded`);
}
