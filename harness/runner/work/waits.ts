import type { Phase } from '../../model/timeline.ts';
import { realMsOf, type WaitResult } from '../../handset/wait.ts';
import { WINDOWS_MS } from '../schedule/case-time.ts';
import { seeApps } from './apps.ts';
import { readVersion } from './arrange.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import { readNetwork } from './network.ts';
import { readPrivateTabs } from './private-tabs.ts';
import type { Station } from './station.ts';
import { waitStep } from './wait-step.ts';

/** The baseline: what the release sends while nobody does anything. */
export async function waitIdle(work: CaseWork, station: Station): Promise<void> {
  await waitFor(work, station, 'idle', WINDOWS_MS.idle);
}

/** Gives the release every chance to send: in front, at HOME, after the private tab was closed, after a relaunch. */
export async function waitForUploads(work: CaseWork, station: Station, windowMs: number): Promise<void> {
  const { page, handset } = station;
  await seeApps(work, station);
  await waitFor(work, station, 'foreground', windowMs);
  await waitInBackground(work, station, 'background');
  await work.step('bring the browser back', LIMITS.screen, () => page.relaunch());
  if (work.planned.mode.private) {
    await work.step('close the private tab', LIMITS.screen, () => page.closePrivate());
    work.log.add({ kind: 'private-closed' });
  }
  await waitFor(work, station, 'after-private', WINDOWS_MS.afterPrivate);
  await work.step('end the browser', LIMITS.screen, () =>
    handset.shell(['am', 'force-stop', station.batch.release.package]),
  );
  await work.step('start it again', LIMITS.screen, () => page.launch());
  await seeApps(work, station);
  await waitFor(work, station, 'after-relaunch', windowMs);
  if (work.planned.mode.private) await readPrivateTabs(work, station);
  await readVersion(work, station, 'after');
}

/** The same chances for the twin: the collectors that speak at all do so in front and at HOME. */
export async function waitForTwin(work: CaseWork, station: Station, windowMs: number): Promise<void> {
  await waitFor(work, station, 'twin', windowMs);
  await waitInBackground(work, station, 'twin-background');
  await readVersion(work, station, 'after');
}

async function waitInBackground(
  work: CaseWork,
  station: Station,
  phase: 'background' | 'twin-background',
): Promise<void> {
  const { page, handset } = station;
  if (!(await work.step('see that the browser is still there', LIMITS.screen, () => page.isForeground())))
    throw new Error(`${station.batch.id} is not in front any more: it crashed or was killed`);
  await work.step('press HOME', LIMITS.screen, () => handset.home());
  await waitFor(work, station, phase, WINDOWS_MS.background);
}

async function waitFor(work: CaseWork, station: Station, phase: Phase, handsetMs: number): Promise<void> {
  work.phase(phase, realMsOf(handsetMs, station.facts));
  const waited = await waitStep(work, station, {
    name: `wait (${phase})`,
    phase,
    handsetMs,
    package: station.batch.release.package,
  });
  noteSlowClock(work, station, waited);
  work.log.add({
    kind: 'window',
    phase,
    handsetMs: waited.handsetMs,
    speed: waited.speed,
    quiet: waited.quiet,
    awakeMs: waited.awakeMs,
  });
  await seeApps(work, station);
  await readNetwork(work, station);
  await seeThatTheWayHolds(work, station);
  if (waited.limit)
    work.log.add({ kind: 'step', name: `wait (${phase}) was cut short`, detail: waited.limit });
}

/** A busy machine makes the clock of a simulated handset run slower than asked: the run says so. */
function noteSlowClock(work: CaseWork, station: Station, { phase, speed, keptSpeed }: WaitResult): void {
  if (keptSpeed === undefined) return;
  const kept = Math.round(keptSpeed * 10) / 10;
  station.facts = { ...station.facts, keptSpeed: Math.min(kept, station.facts.keptSpeed ?? kept) };
  work.log.add({
    kind: 'step',
    name: `the clock ran slower than ${speed} in the phase ${phase}`,
    detail: `it kept a speed of ${kept}: this machine was too busy`,
  });
}

/** A window is worth nothing if what was sent in it could not arrive. */
async function seeThatTheWayHolds(work: CaseWork, station: Station): Promise<void> {
  const broken = await work.step('see that the way to the recorder holds', LIMITS.screen, () =>
    station.handset.findBrokenPath(),
  );
  if (broken !== undefined)
    work.events.push({ kind: 'broken', at: new Date().toISOString(), what: 'tunnel', detail: broken });
}
