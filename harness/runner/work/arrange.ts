import { setTimeout as sleep } from 'node:timers/promises';
import { seeApps, watchApps } from './apps.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import { readNetwork } from './network.ts';
import type { Station } from './station.ts';

/** How long a network is waited for that Android does not hold for validated yet, real milliseconds. */
const VALIDATED_MS = 10_000;
const VALIDATED_POLL_MS = 1_000;

/** A fresh identity: data emptied, packets watched, version read, the browser at its home screen, the switch where the mode wants it. */
export async function arrange(work: CaseWork, station: Station): Promise<void> {
  const { handset, page, batch } = station;
  const name = batch.release.package;
  if (station.watching)
    work.events.push(
      ...(await work.step('read the packet counters', LIMITS.phone, () => handset.counters.read())),
    );
  await work.step('empty the browser', LIMITS.phone, () => handset.clear(name));
  work.identities += 1;
  work.log.add({ kind: 'identity', number: work.identities });
  await watchApps(work, station);
  await awaitNetwork(work, station);
  await readVersion(work, station, 'before');
  await work.step('start the browser', LIMITS.screen, () => page.launch());
  await work.step('answer the consent dialog', LIMITS.screen, () => page.answerConsent('agree'));
  await work.step('put dialogs away', LIMITS.screen, () => page.dismissWalls());
  await putSwitch(work, station);
  await seeApps(work, station);
  work.identity = await work.step("read the handset's own values", LIMITS.phone, () =>
    handset.identityValues(name),
  );
}

/** A job that waits for a validated network sends nothing before: the story begins once there is one, or says that there is none. */
async function awaitNetwork(work: CaseWork, station: Station): Promise<void> {
  const end = performance.now() + VALIDATED_MS;
  while ((await readNetwork(work, station)).validated === false && performance.now() < end)
    await sleep(VALIDATED_POLL_MS);
}

async function putSwitch(work: CaseWork, { batch, page }: Station): Promise<void> {
  if (!batch.release.statisticsSwitch) return;
  const { statistics } = work.planned.mode;
  const reading = await work.step(
    `read the statistics switch${statistics === 'default' ? '' : `, set it ${statistics}`}`,
    LIMITS.screen,
    () => (statistics === 'default' ? page.readSwitch() : page.setSwitch(statistics === 'on')),
  );
  if (!reading) throw new Error(`${batch.id} should have a statistics switch, and none was found`);
  work.mode = { ...work.mode, switch: reading };
  work.log.add({ kind: 'switch', ...reading });
}

export async function readVersion(work: CaseWork, station: Station, when: 'before' | 'after'): Promise<void> {
  const name = station.batch.release.package;
  const version = await work.step(`read the version ${when} the story`, LIMITS.phone, () =>
    station.handset.version(name),
  );
  if (version)
    work.log.add({
      kind: 'version',
      when,
      versionName: version.versionName,
      versionCode: version.versionCode,
    });
}
