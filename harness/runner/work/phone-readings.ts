import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkReading } from '../../handset/network.ts';
import { uptimeMs } from '../../handset/wait.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Phase } from '../../model/timeline.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { type ArrangedCase, type BegunCase, LIMITS } from './case-in-progress.ts';
import { StepTimeout } from './limit.ts';
import type { Station } from './station.ts';

/** Reads the phone's default network and keeps the reading in the timeline. */
export async function readNetwork(
  work: BegunCase,
  { handset }: Pick<Station, 'handset'>,
): Promise<NetworkReading> {
  const network = await work.step('read the network', LIMITS.phone, () => handset.network());
  const { partial, ...state } = network;
  work.log.add({ kind: 'network', ...state });
  if (partial) work.log.add({ kind: 'partial-connectivity' });

  return network;
}

/** How often the network was read within a window. */
export interface NetworkSamples {
  networkReadings: number;
  networkUnvalidated: number;
}

/** Reads the state of the phone at one end of a window and keeps it in the timeline. */
export async function readPhoneState(
  work: BegunCase,
  { handset, apps }: Pick<Station, 'handset' | 'apps'>,
  of: { phase: Phase; when: 'begin' | 'end' },
  samples: NetworkSamples = { networkReadings: 0, networkUnvalidated: 0 },
): Promise<void> {
  const state = await work.step(
    `read the state of the phone (${of.when} of ${of.phase})`,
    LIMITS.phone,
    async () => ({
      ...(await handset.state(apps.known().found)),
      rules: await handset.counters.installation(),
    }),
  );
  work.log.add({ kind: 'phone-state', ...of, ...state, ...samples });
}

/** Reads the version of the installed release and keeps it in the timeline; a version that cannot be read is not in it. */
export async function readVersion(
  work: BegunCase,
  { handset, batch }: Pick<Station, 'handset' | 'batch'>,
  when: 'before' | 'after',
): Promise<void> {
  const version = await work.step(`read the version ${when} the scenario`, LIMITS.phone, () =>
    handset.version(batch.release.package),
  );
  if (version)
    work.log.add({
      kind: 'version',
      when,
      versionName: version.versionName,
      versionCode: version.versionCode,
    });
}

/** Reads whether the browser and its running helpers see the recorder's certificate, and keeps the reading in the timeline. */
export async function readTrust(
  work: BegunCase,
  { handset, batch, helpers }: Pick<Station, 'handset' | 'batch' | 'helpers'>,
): Promise<void> {
  for (const name of [batch.release.package, ...helpers]) {
    const reading = await work.step(
      `read whether ${name} sees the recorder's certificate`,
      LIMITS.phone,
      () => handset.trust(name),
    );
    if (reading) work.log.add({ kind: 'trust', package: name, ...reading });
  }
}

/** Milliseconds since boot on the handset's clock; undefined if it cannot be read, and then this recording settles no case. */
export async function readUptime({ handset }: Pick<Station, 'handset'>): Promise<number | undefined> {
  try {
    return await uptimeMs(handset.phone);
  } catch (error) {
    process.stderr.write(`the uptime of handset ${handset.serial} cannot be read: ${reasonOf(error)}\n`);

    return undefined;
  }
}

/** How often, and after how many milliseconds, connections that are still on their way to the recorder are looked for again. */
const ARRIVAL = { tries: 5, everyMs: 200 };

/**
 * Reads what watched apps sent without the proxy, and how much of it reached the recorder, and keeps the reading in the timeline.
 */
export async function readDirectTraffic(
  work: BegunCase,
  { handset, recorder }: Pick<Station, 'handset' | 'recorder'>,
): Promise<void> {
  const { redirected, refused } = await work.step(
    'read what was sent without the proxy',
    LIMITS.phone,
    async () => await handset.readDirect(),
  );
  const rows = redirected.map((each) => ({ ...each, arrived: 0 }));
  for (let at = 0; at < ARRIVAL.tries; at++) {
    for (const row of rows) row.arrived = await recorder.accepted(row.uid, row.port);
    if (rows.every(({ connections, arrived }) => arrived >= connections)) break;
    await sleep(ARRIVAL.everyMs);
  }
  work.log.add({ kind: 'direct-traffic', redirected: rows, refused });
  work.log.add({ kind: 'unrecorded-packets', packets: handset.counters.takeUnrecorded() });
}

/** Proves that the packet counters count, and keeps the proofs in the timeline. Resolves to an event for each counter. */
export async function provePacketCounters(
  work: BegunCase,
  { handset }: Pick<Station, 'handset'>,
  when: 'begin' | 'end',
): Promise<VisibilityEvent[]> {
  const { events, proofs } = await work.step(
    `prove the packet counters at the ${when} of the identity`,
    LIMITS.phone,
    () => handset.counters.prove(),
  );
  for (const proof of proofs) work.log.add({ kind: 'counter-proof', when, ...proof });

  return events;
}

/** Proves that traffic of each redirected UID arrives at its own port, and keeps the result in the timeline. */
export async function controlPaths(
  work: BegunCase,
  { handset }: Pick<Station, 'handset'>,
  when: 'begin' | 'end',
): Promise<void> {
  const paths = await work.step(
    `check where traffic of each UID arrives at the ${when} of the identity`,
    LIMITS.phone,
    () => handset.controlPaths(),
  );
  work.log.add({ kind: 'path-control', when, paths });
}

/**
 * Reads the phone's own counts of traffic that bypassed the recorder, after a proof that they still count. A failure to read them is
 * also an event.
 */
export async function readPacketCounters(
  work: BegunCase,
  station: Pick<Station, 'handset' | 'recorder'>,
): Promise<VisibilityEvent[]> {
  const at = new Date().toISOString();
  const events: VisibilityEvent[] = [];
  try {
    await controlPaths(work, station, 'end');
    events.push(...(await provePacketCounters(work, station, 'end')));
    events.push(
      ...(await work.step('read the packet counters', LIMITS.screen, () => station.handset.counters.read())),
    );
    await readDirectTraffic(work, station);
    const hosts = await work.step(
      'read which hosts the stand-in engine itself wanted to contact',
      LIMITS.screen,
      () => station.handset.engineHosts(),
    );
    for (const host of hosts) events.push({ kind: 'stand-in-engine', at, host });
  } catch (error) {
    events.push({ kind: 'packet-counter', at, ok: false, detail: reasonOf(error) });
  }

  return events;
}

/** How long each cue is looked for, real milliseconds. Short, as the browser has been running for a whole window. */
const LOOK_MS = 1_000;

/**
 * Checks what the browser did with its private tabs when it was started again, and keeps the result in the timeline; `unknown` if
 * that cannot be seen.
 * @returns whether private mode was seen to be left
 */
export async function readPrivateTabs(work: ArrangedCase, { page }: Pick<Station, 'page'>): Promise<boolean> {
  try {
    const { tabs, detail } = await work.step('look for private tabs after the relaunch', LIMITS.screen, () =>
      page.privateAfterRelaunch(visitedPages(work), LOOK_MS),
    );
    work.log.add({ kind: 'private-after-relaunch', tabs, detail });

    return tabs === 'gone' || tabs === 'demoted';
  } catch (error) {
    if (error instanceof StepTimeout) throw error;
    work.log.add({ kind: 'private-after-relaunch', tabs: 'unknown', detail: reasonOf(error) });

    return false;
  }
}

/** Every page that was visited privately, as a tab would show it. */
function visitedPages(work: ArrangedCase): { url: string; title: string }[] {
  const generated = work.canaries.all();

  return generated.flatMap(({ id, kind, value }) =>
    kind === 'url'
      ? [{ url: value, title: generated.find((canary) => canary.id === `${id}-title`)?.value ?? '' }]
      : [],
  );
}
