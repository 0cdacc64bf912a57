import type { VisibilityEvent } from '../../model/visibility.ts';
import { reasonOf } from '../../model/fault.ts';
import { type CaseWork, readVersion } from './case-work.ts';
import type { Station } from './station.ts';

/** Handset time in the background: Sensors ends a session 30 s after HOME and flushes then. */
const BACKGROUND_MS = 45_000;
/** Handset time after the private tab was closed: longer than Sensors' flush of 15 s. */
const AFTER_PRIVATE_MS = 20_000;
/** Real time that a wait may take beyond the handset's own. */
const WAIT_SLACK_MS = 90_000;
const SCREEN_LIMIT_MS = 60_000;

/** Gives the release every chance to send: in front, at HOME, after the private tab was closed, after a relaunch. */
export async function waitForUploads(work: CaseWork, station: Station, windowMs: number): Promise<void> {
  const { page, handset } = station;
  await window(work, station, 'foreground', windowMs);
  if (!(await work.step('see that the browser is still there', SCREEN_LIMIT_MS, () => page.isForeground())))
    throw new Error(`${station.batch.id} is not in front any more: it crashed or was killed`);
  await work.step('press HOME', SCREEN_LIMIT_MS, () => handset.home());
  await window(work, station, 'background', BACKGROUND_MS);
  await work.step('bring the browser back', SCREEN_LIMIT_MS, () => page.relaunch());
  if (work.planned.mode.private)
    await work.step('close the private tab', SCREEN_LIMIT_MS, () => page.closePrivate());
  await window(work, station, 'after-private', AFTER_PRIVATE_MS);
  await work.step('end the browser', SCREEN_LIMIT_MS, () =>
    handset.shell(['am', 'force-stop', station.batch.release.package]),
  );
  await work.step('start it again', SCREEN_LIMIT_MS, () => page.launch());
  await window(work, station, 'after-relaunch', windowMs);
  await readVersion(work, station, 'after');
}

type Phase = 'foreground' | 'background' | 'after-private' | 'after-relaunch';

async function window(work: CaseWork, station: Station, phase: Phase, handsetMs: number): Promise<void> {
  const { handset, recorder, facts } = station;
  const limit = (3 * handsetMs) / facts.speed + WAIT_SLACK_MS;
  const waited = await work.step(`wait (${phase})`, limit, () =>
    handset.wait(handsetMs, { phase, quiet: () => recorder.quietMs(), open: () => recorder.open().length }),
  );
  work.log.add({
    kind: 'window',
    phase,
    handsetMs: waited.handsetMs,
    speed: waited.speed,
    quiet: waited.quiet,
  });
  await seeThatTheWayHolds(work, station);
  if (waited.limit)
    work.log.add({ kind: 'step', name: `wait (${phase}) was cut short`, detail: waited.limit });
}

/** A window is worth nothing if what was sent in it could not arrive. */
async function seeThatTheWayHolds(work: CaseWork, station: Station): Promise<void> {
  const broken = await work.step('see that the way to the recorder holds', SCREEN_LIMIT_MS, () =>
    station.handset.brokenWay(),
  );
  if (broken !== undefined)
    work.events.push({ kind: 'broken', at: new Date().toISOString(), what: 'tunnel', detail: broken });
}

/** What the phone itself can tell of traffic that the recorder did not see. A phone that cannot tell any more is said so. */
export async function readPhone(work: CaseWork, station: Station): Promise<VisibilityEvent[]> {
  const at = new Date().toISOString();
  const events: VisibilityEvent[] = [];
  try {
    events.push(
      ...(await work.step('read the packet counters', SCREEN_LIMIT_MS, () =>
        station.handset.counters.read(),
      )),
    );
    for (const host of await work.step("ask for the engine's own hosts", SCREEN_LIMIT_MS, () =>
      station.handset.engineHosts(),
    ))
      events.push({ kind: 'stand-in-engine', at, host });
  } catch (error) {
    events.push({ kind: 'packet-counter', at, ok: false, detail: reasonOf(error) });
  }

  return events;
}
