import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCertificateAuthority } from '../capture/certificate-authority.ts';
import { type Recorder, startRecorder } from '../capture/recorder.ts';
import { UNKNOWN_UID } from '../model/uid.ts';
import { UNATTRIBUTED_APP, VENDOR_APP } from './app-watch.ts';
import type { Handset } from './handset.ts';
import { PROXY_PORT } from './intercept.ts';
import { type Rig, startRig } from './testing/rig.ts';
import { mint } from './testing/simulated-apk.ts';

const BROWSER = 'com.mi.globalbrowser.mini';

describe('a simulated handset during a case', function () {
  this.timeout(120_000);
  let rig: Rig;
  let handset: Handset;
  let recorder: Recorder;
  let uid: number;

  before(async () => {
    rig = await startRig({ speed: 20 });
    handset = await rig.openHandset();
    const ca = await createCertificateAuthority();
    recorder = await startRecorder({
      ca,
      respond: () => ({ status: 204, headers: [], body: new Uint8Array(), responder: 'ack/test' }),
    });
    await handset.intercept({
      recorderPort: recorder.port,
      listenFor: (each) => recorder.listenFor(each),
      heartbeatUrl: recorder.heartbeatUrl,
      ca: { pem: ca.cert, fileName: ca.fileName },
      trust: 'platform',
    });
    const { uids } = await handset.install(await mint('3.4.0'));
    assert.ok(uids[0] !== undefined);
    [uid] = uids;
  });
  after(async () => {
    await handset?.restore();
    await recorder?.stop();
    assert.deepEqual(await rig?.stop(), []);
  });
  /** A command that sends a request to the proxy's port. */
  const requestLine = (path: string): { raw: string } => ({
    raw: `echo "GET http://said.example/${path} HTTP/1.0\r\nHost: said.example\r\n\r\n" | nc 127.0.0.1 ${PROXY_PORT}`,
  });

  it('reports the UID of each exchange, and a redirect that was removed', async () => {
    const apps = await handset.apps(BROWSER, ['com.miui.analytics']);
    assert.ok(apps.some((app) => app.uid === uid && app.role === 'browser'));
    const watch = await handset.watchApps(apps);
    assert.deepEqual([watch.unattributed, watch.apps], [undefined, [...apps, VENDOR_APP, UNATTRIBUTED_APP]]);
    await handset.phone.asUser(uid, requestLine('by-browser'));
    await handset.phone.shell(requestLine('by-shell'));
    await handset.phone.asUser(10_050, requestLine('by-another'));
    await handset.phone.asUser(99_003, requestLine('by-isolated'));
    await handset.phone.asUser(1_010_123, requestLine('by-another-user'));
    const senders = recorder
      .since()
      .entries.map(({ request, _leakgate }) => [new URL(request.url).pathname, _leakgate?.uid]);
    assert.deepEqual(senders, [
      ['/by-browser', uid],
      ['/by-shell', undefined],
      ['/by-another', undefined],
      ['/by-isolated', UNKNOWN_UID],
      ['/by-another-user', UNKNOWN_UID],
    ]);
    assert.equal(await handset.findBrokenPath(), undefined);
    await handset.asRoot(['iptables', '-t', 'nat', '-F', 'leakgate']);
    assert.match((await handset.findBrokenPath()) ?? '', /no longer in the nat table/);
  });

  it('reports whether the path to the recorder worked the whole time', async () => {
    const heartbeatDuring = async (during: () => Promise<unknown>) => {
      await handset.heartbeat.start();
      await during();
      const [event] = await handset.heartbeat.stop();
      assert.ok(event?.kind === 'heartbeat');

      return event;
    };
    const steady = await heartbeatDuring(() => sleep(3500));
    assert.ok(steady.beats >= 3 && steady.missed === 0 && steady.longestGapMs < 3000, JSON.stringify(steady));
    const broken = await heartbeatDuring(async () => {
      await rig.shellAdb(['reverse', '--remove', `tcp:${PROXY_PORT}`]);
      await sleep(1500);
      await rig.shellAdb(['reverse', `tcp:${PROXY_PORT}`, `tcp:${recorder.port}`]);
      await sleep(1500);
    });
    assert.ok((broken.missed ?? 0) >= 1 && broken.beats >= 1, JSON.stringify(broken));
    assert.ok(!recorder.since().entries.some(({ request }) => request.url.includes('heartbeat')));
  });

  it('reports its network, its keyboard, and values that identify its owner', async () => {
    assert.deepEqual(await handset.network(), {
      validated: true,
      partial: false,
      type: 'WIFI',
      metered: false,
    });
    const keyboard = await handset.keyboard();
    const component = (await handset.shell(['settings', 'get', 'secure', 'default_input_method'])).trim();
    assert.equal(keyboard?.package, component === 'null' ? undefined : component.split('/')[0]);
    const values = await handset.identityValues(BROWSER);
    assert.ok(values.some(({ name }) => name === 'android_id'));
    for (const { value, source } of values) assert.ok(value !== '' && source !== '');
  });

  it('reports whether the browser runs unfrozen, also during a wait', async () => {
    assert.equal(await handset.awake(BROWSER), false);
    await handset.launch({ package: BROWSER, activity: 'com.miui.android.apps.chrome.Main' });
    assert.equal(await handset.awake(BROWSER), true);
    await handset.home();
    const quietWatch = { phase: 'background' as const, quiet: () => 10_000, open: () => 0 };
    const waited = await handset.wait(700_000, { ...quietWatch, package: BROWSER });
    assert.equal(waited.awakeMs, waited.handsetMs, 'the freezer was switched off');
    assert.equal((await handset.wait(1000, quietWatch)).awakeMs, null);
  });
});
