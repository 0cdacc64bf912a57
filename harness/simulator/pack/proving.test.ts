import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { OriginRequest } from '../../model/origin.ts';
import type { BrowserApp, ScriptHost } from '../app.ts';
import type { InstalledPackage, PacketRecord } from '../device.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { startScript } from '../script/host.ts';
import { bundleScript } from './bundle.ts';
import { declarationOf, provingReleases, SIMULATED } from './testing/releases.ts';

const URL = 'https://abcdefghijkl.example/path/to?q=mnopqrstuvwx';
const UIDS = { browser: 10_200, helper: 10_060, system: 10_050, keyboard: 10_070, isolated: 99_101 };

/** What left the handset, in the story that every release is played: consent, a private visit, HOME and back, its end, a relaunch. */
interface Played {
  requests: OriginRequest[];
  packets: readonly PacketRecord[];
}

type Claim = (played: Played) => boolean;
const tells =
  (host: string, what = URL): Claim =>
  ({ requests }) =>
    requests.some((each) => new globalThis.URL(each.url).hostname === host && text(each).includes(what));
const closed =
  (host: string, times: number): Claim =>
  ({ requests }) => {
    const sent = requests.filter((each) => new globalThis.URL(each.url).hostname === host);

    return sent.length >= times && sent.every((each) => !text(each).includes('abcdefghijkl'));
  };
const sends =
  (wanted: Partial<PacketRecord>): Claim =>
  ({ packets }) =>
    packets.some((packet) =>
      Object.entries(wanted).every(([key, value]) => packet[key as keyof PacketRecord] === value),
    );
const asksOnly =
  (path: string): Claim =>
  ({ requests }) =>
    requests.some((each) => each.url.includes(path)) && !requests.some((each) => text(each).includes(URL));
const nothing: Claim = ({ requests }) => !requests.some((each) => text(each).includes('abcdefghijkl'));

const claims: Record<string, Claim> = {
  pinned: tells('pinned.collector.example'),
  'pinned-beside': (played) =>
    tells('pinned.collector.example')(played) && sends({ uid: UIDS.system })(played),
  'around-tcp': tells('around.collector.example'),
  'around-udp': sends({ uid: UIDS.browser, protocol: 'udp', remotePort: 8125 }),
  'around-ipv6': sends({ uid: UIDS.browser, family: 6, remotePort: 443 }),
  'helper-queue': nothing,
  'encrypted-size': closed('size.collector.example', 1),
  'encrypted-count': closed('count.collector.example', 1),
  'encrypted-heartbeat': closed('heartbeat.collector.example', 3),
  'opaque-once': closed('register.collector.example', 1),
  'key-exchange': asksOnly('/track/key_get'),
  delayed: nothing,
  'after-relaunch': tells('relaunch.collector.example'),
  'after-private': tells('closed.collector.example'),
  job: tells('job.collector.example'),
  frozen: tells('frozen.collector.example'),
  disabled: asksOnly('/sdk/config.json'),
  silent: tells('silent.collector.example'),
  changing: nothing,
  domain: tells('domain.collector.example', 'abcdefghijkl.example'),
  switch: nothing,
  websocket: sends({ uid: UIDS.browser, remotePort: 443 }),
  identifier: tells('identifier.collector.example'),
  helper: (played) => tells('helper.collector.example')(played) && sends({ uid: UIDS.helper })(played),
  isolated: (played) =>
    closed('isolated.collector.example', 1)(played) && sends({ uid: UIDS.isolated })(played),
  keyboard: (played) => tells('keyboard.collector.example')(played) && sends({ uid: UIDS.keyboard })(played),
  demoted: nothing,
  'data-saver': ({ requests }) => requests.some((each) => each.url.endsWith('/path/to?q=mnopqrstuvwx')),
  'encrypted-host': closed('host.collector.example', 1),
  screenshot: closed('picture.collector.example', 1),
  'binary-form': closed('form.collector.example', 1),
  'early-socket': sends({ uid: UIDS.browser, remotePort: 443 }),
  'hashed-id': tells('id.collector.example', `"id":${hashCode(URL)}`),
  'keyed-digest': closed('keyed.collector.example', 1),
  'pinned-client': tells('twice.collector.example'),
  resolver: ({ requests }) => requests.some((each) => each.url === 'https://dns.resolver.example/dns-query'),
  'hashed-uuid': tells('uuid.collector.example', '649dbb46-18d4-3333-8399-bea8557f2e43'),
};

/** As Java has it. */
function hashCode(text: string): number {
  return [...text].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) | 0, 0);
}

describe('the proving ground', function () {
  this.timeout(20_000);

  it('has a claim for each release', () => {
    assert.deepEqual(provingReleases().map(nameOf).sort(), Object.keys(claims).sort());
  });

  for (const release of provingReleases()) {
    const name = nameOf(release);

    describe(name, () => {
      const declaration = declarationOf(release);

      it('is marked as one of its releases, and invented', () => {
        assert.equal(declaration.proving, true);
        assert.deepEqual(
          declaration.provenance.map(({ kind }) => kind),
          ['invented'],
        );
        assert.ok(Object.keys(declaration.truth).length > 0);
      });

      it('does what it is for', async () => {
        const played = await play(release, claims[name] ?? nothing);
        assert.ok(
          claims[name]?.(played),
          played.requests.map((each) => `${each.url} ${text(each)}`).join('\n'),
        );
      });
    });
  }
});

async function play(release: string, claim: Claim): Promise<Played> {
  const requests: OriginRequest[] = [];
  const disabling = Buffer.from('{"disableSDK":true}');
  const device = await createBareDevice({
    speed: 500,
    respond: (request) => {
      requests.push(request);

      return {
        status: 200,
        headers: [],
        body: request.method === 'GET' ? disabling : Buffer.alloc(0),
        responder: 'test',
      };
    },
  });
  const write = process.stderr.write;
  process.stderr.write = () => true; // what the scripts log
  try {
    const app = install(device, release);
    const played = () => ({ requests, packets: device.packetLog.since(0) });
    await tellTheStory(
      device,
      () => startScript(app, device, bundleScript(join(SIMULATED, release))),
      () => claim(played()),
    );

    return played();
  } finally {
    process.stderr.write = write;
    await device.stop();
  }
}

function install(device: BareDevice, release: string): BrowserApp {
  const of = (name: string, uid: number) =>
    ({
      package: name,
      uid,
      targetSdk: 28,
      signer: 'ab',
      dataDir: join(device.options.workDir, name),
    }) as InstalledPackage;
  const declaration = declarationOf(release);
  const installed = of(declaration.package, UIDS.browser);
  const packages = [
    installed,
    of('com.miui.analytics', UIDS.helper),
    of('com.google.android.gms', UIDS.system),
    of('com.android.inputmethod.latin', UIDS.keyboard),
  ];
  Object.assign(device.packages, { get: (name: string) => packages.find((each) => each.package === name) });

  return {
    pid: 1,
    uid: installed.uid,
    name: installed.package,
    package: installed.package,
    installed,
    declaration,
  };
}

/** @param done what is sent when a time is over takes a real moment to leave: it is given one before a process ends */
async function tellTheStory(
  device: BareDevice,
  start: () => Promise<ScriptHost>,
  done: () => boolean,
): Promise<void> {
  const wait = async (ms: number) => {
    device.clock.setFast(true);
    await device.clock.sleep(ms);
    device.clock.setFast(false);
    for (let turn = 0; turn < 40 && !done(); turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const first = await start();
  await first.emit('launch');
  await first.emit('consent', { answer: 'agree' });
  await first.emit('privateOpened');
  await first.emit('keystroke', { text: URL, private: true, how: 'pasted' });
  for (const event of ['navigationStart', 'navigationFinish'] as const)
    await first.emit(event, { url: URL, title: 'A page', private: true, how: 'typed' });
  await wait(45_000);
  await first.emit('background');
  await wait(45_000);
  await first.emit('foreground');
  await first.emit('privateClosed');
  await first.stop({ forced: true });
  const again = await start();
  await again.emit('launch');
  await wait(5000);
  await again.stop({ forced: true });
}

function nameOf(release: string): string {
  return release.replace('proving/mint-9.0.0-', '');
}

function text({ url, body }: OriginRequest): string {
  return `${url} ${Buffer.from(body).toString('latin1')}`;
}
