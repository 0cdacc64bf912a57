import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCertificateAuthority } from '../../capture/certificate-authority.ts';
import { type Recorder, startRecorder } from '../../capture/recorder.ts';
import { counted } from '../../model/counted.ts';
import type { Handset } from '../../handset/handset.ts';
import { asUser } from '../../handset/shell/root.ts';
import type { FamilyRow } from '../../model/family.ts';
import { createInternet } from '../../origins/internet.ts';
import { readResponders, readSdks } from '../../tables/sdks.ts';
import type { Diagnosis } from './diagnosis.ts';
import { refusalOf } from './refusal.ts';
import { type Proven, supportOf } from './support.ts';

const HANDSHAKE_MS = 30_000;
const POLL_MS = 200;
const FIRST_APP_UID = 10_000;

/**
 * Does each step of a run's preparation on a phone, without a release: root, certificate, proxy, tunnel, packet counters as the UID of
 * an app, and a page in a browser that is installed. Restores the phone.
 */
export async function proveHandset(handset: Handset, families: readonly FamilyRow[]): Promise<Diagnosis[]> {
  const ca = await createCertificateAuthority();
  const internet = createInternet({ responders: await readResponders(await readSdks()) });
  const recorder = await startRecorder({ ca, respond: internet.respond });
  const browser = await installedBrowser(handset, families);
  const proven: Proven = {
    root: handset.phone.root !== null,
    systemStore: false,
    userStore: false,
    path: false,
    handshake: undefined,
    counted: undefined,
    attributed: undefined,
  };
  const diagnoses: Diagnosis[] = [rootDiagnosis(handset)];
  const attempt = async (what: string, action: () => Promise<Diagnosis>): Promise<boolean> => {
    const diagnosis = await action().catch((error: unknown): Diagnosis => {
      return { what, state: 'missing', ...refusalOf(handset.serial, error) };
    });
    diagnoses.push(diagnosis);

    return diagnosis.state === 'fine';
  };
  try {
    await attempt('certificate', async () => {
      const interception = await handset.intercept({
        recorderPort: recorder.port,
        listenFor: (uid) => recorder.listenFor(uid),
        closeUnredirected: () => recorder.closeUnredirected(),
        heartbeatUrl: recorder.heartbeatUrl,
        ca: { pem: ca.cert, fileName: ca.fileName },
        trust: browser?.family.trust ?? 'platform',
      });
      proven.systemStore = interception.includes('system-ca');
      proven.userStore = interception.includes('user-ca') || browser?.family.trust === 'chrome-root-store';

      return certificateDiagnosis(interception);
    });
    proven.path = await attempt('path to the recorder', () => provePath(handset));
    await attempt('packet counters', () => proveCounters(handset, browser?.package, proven));
    if (browser)
      await attempt('trust', async () => {
        const diagnosis = await proveTrust(handset, recorder, browser.package);
        proven.handshake = diagnosis.state === 'fine';

        return diagnosis;
      });
  } finally {
    await attempt('restore', async () => {
      const { undone, failed } = await handset.restore();

      return failed.length === 0
        ? { what: 'restore', state: 'fine', text: `undone: ${counted(undone.length, 'change')}`, fix: [] }
        : {
            what: 'restore',
            state: 'missing',
            text: failed.map(({ what, why }) => `could not undo ${what}: ${why}`).join('; '),
            fix: [`leakgate restore --handset ${handset.serial}`],
          };
    });
    await recorder.stop();
  }

  return [...diagnoses, supportOf(proven)];
}

function rootDiagnosis({ phone }: Handset): Diagnosis {
  return phone.root === null
    ? { what: 'root as in a run', state: 'optional', text: 'not rooted', fix: [] }
    : { what: 'root as in a run', state: 'fine', text: `by ${asUser(phone.root, 'COMMAND', 0)}`, fix: [] };
}

function certificateDiagnosis(interception: string): Diagnosis {
  const what = 'certificate';
  if (interception === 'proxy')
    return {
      what,
      state: 'optional',
      text: 'in no store, because the phone is not rooted',
      fix: [
        'browsers refuse TLS until a certificate is installed by hand: docs/handsets.md, A phone without root',
      ],
    };

  return { what, state: 'fine', text: `added and read back (${interception})`, fix: [] };
}

async function provePath(handset: Handset): Promise<Diagnosis> {
  const what = 'path to the recorder';
  const broken = await handset.findBrokenPath();
  if (broken !== undefined) return { what, state: 'missing', text: broken, fix: [] };
  await handset.heartbeat.start();
  const [event] = await handset.heartbeat.stop();
  const beats = event?.kind === 'heartbeat' ? event.beats - (event.missed ?? 0) : 0;

  return beats > 0
    ? {
        what,
        state: 'fine',
        text: 'proxy setting and tunnel are in place, and bytes went through with nc',
        fix: [],
      }
    : {
        what,
        state: 'missing',
        text: 'the proxy setting and the tunnel are in place, but nc on the phone got no answer',
        fix: [],
      };
}

async function proveCounters(handset: Handset, name: string | undefined, proven: Proven): Promise<Diagnosis> {
  const what = 'packet counters';
  const app = await appFor(handset, name);
  if (!app)
    return {
      what,
      state: 'optional',
      text: 'not tried: the phone has no app with a UID of its own',
      fix: [],
    };
  const { events, unattributed } = await handset.watchApps([{ ...app, role: 'browser' }]);
  const proofs = await handset.counters.prove();
  const counters = [...events, ...proofs.events].flatMap((event) =>
    event.kind === 'packet-counter' ? [event] : [],
  );
  const good = counters.filter(({ ok }) => ok).map(({ by }) => by);
  proven.counted = good.length > 0;
  proven.attributed = unattributed === undefined;
  const bad = counters.filter(({ ok }) => !ok).map(({ by, detail }) => `${by} does not: ${detail}`);
  const attribution =
    unattributed === undefined
      ? 'traffic is attributed by UID'
      : `traffic is not attributed by UID: ${unattributed}`;

  return {
    what,
    state: good.length > 0 ? 'fine' : 'missing',
    text: `${good.join(', ') || 'none'} counted a datagram of ${handset.phone.root === null ? 'the shell' : app.package}; ${attribution}`,
    fix: bad,
  };
}

/** The app as which the control datagram is sent: the browser, or any app with a UID of its own. */
async function appFor(
  handset: Handset,
  name: string | undefined,
): Promise<{ package: string; uid: number } | undefined> {
  const candidates =
    name === undefined
      ? [...(await handset.shell(['pm', 'list', 'packages'])).matchAll(/^package:(\S+)/gm)].map(
          ([, found = '']) => found,
        )
      : [name];
  for (const each of candidates) {
    const uid = (await handset.uids(each)).find((candidate) => candidate >= FIRST_APP_UID);
    if (uid !== undefined) return { package: each, uid };
  }

  return undefined;
}

/** The first browser of the families that is installed. */
async function installedBrowser(
  handset: Handset,
  families: readonly FamilyRow[],
): Promise<{ package: string; family: FamilyRow } | undefined> {
  for (const family of families)
    if ((await handset.version(family.package)) !== undefined) return { package: family.package, family };

  return undefined;
}

/** Opens a page of a host that nobody knows in a browser, and waits for its TLS handshake with the recorder. */
async function proveTrust(handset: Handset, recorder: Recorder, name: string): Promise<Diagnosis> {
  const what = 'trust';
  const host = `doctor-${randomBytes(8).toString('hex')}.example`;
  const mark = recorder.mark();
  await handset.shell([
    'am',
    'start',
    '-a',
    'android.intent.action.VIEW',
    '-d',
    `https://${host}/`,
    '-p',
    name,
  ]);
  for (const until = Date.now() + HANDSHAKE_MS; Date.now() < until; await sleep(POLL_MS)) {
    const { entries, events } = recorder.since(mark);
    if (entries.some(({ request }) => request.url.includes(host)))
      return { what, state: 'fine', text: `${name} loaded a page through the recorder`, fix: [] };
    const refused = events.some(
      (event) => event.kind === 'tls-refused' && JSON.stringify(event).includes(host),
    );
    if (refused) return { what, state: 'missing', text: await refusedBecause(handset, name), fix: [] };
  }

  return {
    what,
    state: 'missing',
    text: `${name} did not ask for the page within ${HANDSHAKE_MS / 1000} s`,
    fix: ['answer its first dialogs on the phone, and try again'],
  };
}

/** Whether the certificate did not reach the app, or the app did not trust it. */
async function refusedBecause(handset: Handset, name: string): Promise<string> {
  const reading = await handset.trust(name);
  const cause =
    reading?.shown === true
      ? `although the app sees it in ${reading.folder}`
      : reading?.shown === false
        ? `because the app does not see it in ${reading.folder}`
        : 'and the phone does not say which roots the app sees';

  return `${name} refused the certificate of the recorder, ${cause}`;
}
