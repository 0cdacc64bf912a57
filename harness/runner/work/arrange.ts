import { setTimeout as sleep } from 'node:timers/promises';
import { type ArrangedCase, type BegunCase, LIMITS } from './case-in-progress.ts';
import { noteDialogs } from './dialogs.ts';
import {
  controlPaths,
  provePacketCounters,
  readDirectTraffic,
  readNetwork,
  readTrust,
  readVersion,
} from './phone-readings.ts';
import type { Station } from './station.ts';
import { lastOf } from './timeline.ts';

/** How long to wait for Android to validate the network, real milliseconds. */
const VALIDATED_MS = 10_000;
const VALIDATED_POLL_MS = 1_000;

/**
 * Gives the browser a fresh identity: clears its data, counts packets, reads its version, starts it and dismisses dialogs, sets
 * the statistics switch as the mode requires, and proves the packet counters.
 */
export async function arrange(work: BegunCase, station: Station): Promise<ArrangedCase> {
  const { handset, page, batch, apps } = station;
  const name = batch.release.package;
  if (apps.hasStarted()) {
    if (lastOf(work.log.steps(), 'identity')) {
      await controlPaths(work, station, 'end');
      work.events.push(...(await provePacketCounters(work, station, 'end')));
    }
    work.events.push(
      ...(await work.step('read the packet counters', LIMITS.phone, () => handset.counters.read())),
    );
    await readDirectTraffic(work, station);
  }
  await work.step("clear the browser's data", LIMITS.phone, () => handset.clear(name));
  await denyNotifications(work, station);
  work.log.add({ kind: 'identity', number: (lastOf(work.log.steps(), 'identity')?.number ?? 0) + 1 });
  await apps.start(work);
  await forceUploads(work, station);
  await awaitValidatedNetwork(work, station);
  await readVersion(work, station, 'before');
  noteDialogs(work, await work.step('start the browser', LIMITS.screen, () => page.launch()));
  await readTrust(work, station);
  await work.step('answer the consent dialog', LIMITS.screen, () => page.answerConsent('agree'));
  noteDialogs(work, await work.step('close dialogs', LIMITS.screen, () => page.dismissWalls()));
  await setSwitch(work, station);
  await apps.watchNewUids(work);
  work.events.push(...(await provePacketCounters(work, station, 'begin')));
  await controlPaths(work, station, 'begin');
  const identity = await work.step("read the handset's own identifiers", LIMITS.phone, () =>
    handset.identityValues(name),
  );

  return { ...work, identity };
}

/**
 * Denies the permission to show notifications, so that no dialog asks for it. Clearing the data undoes an earlier denial. A
 * dialog is answered in the same way if the phone does not allow this.
 */
async function denyNotifications(work: BegunCase, { handset, batch }: Station): Promise<void> {
  const denial = await work.step('deny the permission to notify', LIMITS.phone, () =>
    handset.denyNotifications(batch.release.package),
  );
  if (denial.kind === 'refused')
    work.log.add({ kind: 'step', name: 'the permission to notify was not denied', detail: denial.why });
}

/** Makes SDKs upload at once where a property of the system can: Firebase else uploads once an hour. */
async function forceUploads(work: BegunCase, { handset, batch, sdks }: Station): Promise<void> {
  for (const { name, apk } of sdks) {
    const { forcedBy } = apk ?? {};
    if (forcedBy !== undefined)
      await work.step(`make ${name} upload at once (${forcedBy})`, LIMITS.phone, () =>
        handset.setProperty(forcedBy, batch.release.package),
      );
  }
}

/** Waits for a validated network, up to the limit: jobs that require one send nothing before. */
async function awaitValidatedNetwork(work: BegunCase, station: Station): Promise<void> {
  const end = performance.now() + VALIDATED_MS;
  while ((await readNetwork(work, station)).validated === false && performance.now() < end)
    await sleep(VALIDATED_POLL_MS);
}

async function setSwitch(work: BegunCase, { batch, page }: Station): Promise<void> {
  if (!batch.release.statisticsSwitch) return;
  const { statistics } = work.planned.mode;
  const reading = await work.step(
    `read the statistics switch${statistics === 'default' ? '' : `, set it ${statistics}`}`,
    LIMITS.screen,
    () => (statistics === 'default' ? page.readSwitch() : page.setSwitch(statistics === 'on')),
  );
  if (!reading)
    throw new Error(
      `the catalogue says that ${batch.release.package} has a statistics switch, but none was found on the screen`,
    );
  work.log.add({ kind: 'switch', ...reading });
}
