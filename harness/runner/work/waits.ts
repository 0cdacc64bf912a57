import { expectedRealMs, type WaitResult } from '../../handset/wait.ts';
import type { Phase } from '../../model/timeline.ts';
import { WINDOWS_MS } from '../schedule/case-time.ts';
import { type ArrangedCase, type BegunCase, LIMITS } from './case-in-progress.ts';
import { noteDialogs } from './dialogs.ts';
import { forceJobs } from './jobs.ts';
import { readNetwork, readPhoneState, readPrivateTabs, readVersion } from './phone-readings.ts';
import type { Station } from './station.ts';
import { waitOnHandset } from './wait-on-handset.ts';

/** Records what the release sends before anything is visited. */
export async function waitIdle(work: BegunCase, station: Station): Promise<void> {
  await waitInWindow(work, station, 'idle', WINDOWS_MS.idle);
}

/**
 * Gives the release every chance to upload: in the foreground, after HOME, after the private tab was closed, after a relaunch.
 * @param windowMs how long the slowest SDK waits, `lastWindowMs` how long the window after the relaunch lasts: handset time
 * @returns whether private mode was seen to be left after the relaunch
 */
export async function waitForUploads(
  work: ArrangedCase,
  station: Station,
  windowMs: number,
  lastWindowMs = windowMs,
): Promise<{ privateModeLeft: boolean }> {
  const { page, handset, apps } = station;
  await apps.watchNewUids(work);
  await waitInWindow(work, station, 'foreground', windowMs);
  await waitInBackground(work, station, 'background');
  noteDialogs(
    work,
    await work.step('bring the browser to the foreground again', LIMITS.screen, () => page.relaunch()),
  );
  if (work.planned.mode.private) {
    await work.step('close the private tab', LIMITS.screen, () => page.closePrivate());
    work.log.add({ kind: 'private-closed' });
  }
  await waitInWindow(work, station, 'after-private', WINDOWS_MS.afterPrivate);
  await forceJobs(work, station, 'before-stop', 'after-private');
  await work.step('end the browser', LIMITS.screen, () =>
    handset.shell(['am', 'force-stop', station.batch.release.package]),
  );
  noteDialogs(work, await work.step('start it again', LIMITS.screen, () => page.launch()));
  await apps.watchNewUids(work);
  await waitInWindow(work, station, 'after-relaunch', lastWindowMs);
  await forceJobs(work, station, 'identity-end', 'after-relaunch');
  const privateModeLeft = work.planned.mode.private && (await readPrivateTabs(work, station));
  await readVersion(work, station, 'after');

  return { privateModeLeft };
}

/** The windows of the twin: a collector that reports at all does so in the foreground or after HOME. */
export async function waitForTwin(work: BegunCase, station: Station, windowMs: number): Promise<void> {
  await waitInWindow(work, station, 'twin', windowMs);
  await waitInBackground(work, station, 'twin-background');
  await forceJobs(work, station, 'twin-end', 'twin-background');
  await readVersion(work, station, 'after');
}

async function waitInBackground(
  work: BegunCase,
  station: Station,
  phase: 'background' | 'twin-background',
): Promise<void> {
  const { page, handset } = station;
  const isForeground = await work.step('check that the browser is in the foreground', LIMITS.screen, () =>
    page.isForeground(),
  );
  if (!isForeground) throw new Error(`${station.batch.id} left the foreground: it crashed or was killed`);
  await work.step('press HOME', LIMITS.screen, () => handset.home());
  await waitInWindow(work, station, phase, WINDOWS_MS.background);
}

async function waitInWindow(
  work: BegunCase,
  station: Station,
  phase: Phase,
  handsetMs: number,
): Promise<void> {
  work.reportPhase(phase, expectedRealMs(handsetMs, station.facts()));
  await readPhoneState(work, station, { phase, when: 'begin' });
  const samples = { networkReadings: 0, networkUnvalidated: 0 };
  const waited = await waitOnHandset(work, station, {
    name: `wait (${phase})`,
    phase,
    handsetMs,
    package: station.batch.release.package,
    async eachMinute() {
      const { validated } = await station.handset.network();
      samples.networkReadings += 1;
      if (validated === false) samples.networkUnvalidated += 1;
    },
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
  await readPhoneState(work, station, { phase, when: 'end' }, samples);
  await station.apps.watchNewUids(work);
  await readNetwork(work, station);
  await checkPathToRecorder(work, station);
  if (waited.limit)
    work.log.add({ kind: 'step', name: `the ${phase} window was cut short`, detail: waited.limit });
}

/** Notes in station and timeline that the simulated handset's clock ran slower than requested, as this machine was busy. */
function noteSlowClock(work: BegunCase, station: Station, { phase, speed, keptSpeed }: WaitResult): void {
  if (keptSpeed === undefined) return;
  const kept = Math.round(keptSpeed * 10) / 10;
  station.noteKeptSpeed(kept);
  work.log.add({
    kind: 'step',
    name: `the handset's clock ran slower than ${speed}x real time in the ${phase} window`,
    detail: `the clock reached ${kept}x real time, because this computer was too busy`,
  });
}

/** Notes a broken path to the recorder: a window proves nothing if traffic could not reach the recorder. */
async function checkPathToRecorder(work: BegunCase, station: Station): Promise<void> {
  const broken = await work.step('check the path to the recorder', LIMITS.screen, () =>
    station.handset.findBrokenPath(),
  );
  if (broken !== undefined)
    work.events.push({ kind: 'broken', at: new Date().toISOString(), what: 'tunnel', detail: broken });
}
