import { reasonOf } from '../../model/fault.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';
import { StepTimeout } from './limit.ts';
import type { Station } from './station.ts';
import { waitForTwin } from './waits.ts';

/**
 * Runs the scenario once more in normal mode, with the same install, identity, consent and settings. It proves which collectors
 * the detector can read. A failure of the twin is kept in the timeline and makes the case inconclusive, but does not remove
 * findings of the private part.
 *
 * @param after whether private mode was seen to be left, and the window of the release on the handset's clock
 * @param runAgain the scenario with new canaries; rejects where it fails
 * @throws {StepTimeout} if a step did not end in time, so that no further step is possible on the handset
 */
export async function runTwin(
  work: BegunCase,
  station: Station,
  after: { privateModeLeft: boolean; windowMs: number },
  runAgain: () => Promise<void>,
): Promise<void> {
  work.log.add({ kind: 'twin', what: 'begun' });
  try {
    if (!after.privateModeLeft) await leavePrivateMode(work, station);
    await runAgain();
    throwUnlessLoaded(work);
    await waitForTwin(work, station, after.windowMs);
    work.log.add({ kind: 'twin', what: 'ended' });
  } catch (error) {
    work.log.add({ kind: 'twin', what: 'failed', detail: reasonOf(error) });
    if (error instanceof StepTimeout) throw error;
  }
}

/** Closes a private tab that the browser restored at its start: a twin in a private tab would prove nothing. */
async function leavePrivateMode(work: BegunCase, station: Station): Promise<void> {
  if ((await visibleCues(work, station)).length === 0) return;
  await work.step('close the private tab', LIMITS.screen, () => station.page.closePrivate());
  const left = await visibleCues(work, station);
  if (left.length > 0)
    throw new Error(`the browser did not leave private mode; cues still seen: ${left.join(', ')}`);
}

async function visibleCues(work: BegunCase, station: Station): Promise<string[]> {
  const cues = await work.step('check that the browser has left private mode', LIMITS.screen, () =>
    station.page.privateCues(),
  );

  return cues.filter((cue) => cue.seen).map((cue) => cue.name);
}

/** If a page of the twin did not load, the twin does not show what collectors report about pages. */
function throwUnlessLoaded(work: BegunCase): void {
  const loaded = new Set(
    work.log.steps().flatMap((step) => (step.kind === 'page-loaded' && step.served ? [step.canary] : [])),
  );
  const missing = work.twinCanaries
    .all()
    .filter(({ id, kind, role }) => role !== 'control' && kind !== 'text' && !loaded.has(id));
  if (missing.length > 0)
    throw new Error(`the page of ${missing.map(({ id }) => id).join(', ')} was not loaded`);
}
