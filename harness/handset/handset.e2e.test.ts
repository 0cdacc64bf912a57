import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'webdriverio';
import { type CertificateAuthority, createCertificateAuthority } from '../capture/certificate-authority.ts';
import { restore } from '../cli/restore.ts';
import type { Handset } from './handset.ts';
import type { InterceptionRequest } from './intercept.ts';
import { HandsetLost, ShellError } from './shell/runner.ts';
import { adbRunner } from './shell/adb.ts';
import { quote } from './shell/quote.ts';
import { SPECIAL_ARGUMENTS } from './testing/special-arguments.ts';
import { type Rig, startRig } from './testing/rig.ts';
import { mint } from './testing/simulated-apk.ts';

describe('a handset through the real Appium', function () {
  this.timeout(120_000);
  let rig: Rig;
  let session: Browser;
  let handset: Handset;
  let ca: CertificateAuthority;
  const open = (): Promise<Handset> => rig.openHandset(session);
  const state = async (): Promise<unknown> => ({
    global: (await handset.shell(['settings', 'list', 'global'])).split('\n').sort(),
    mounts: await handset.asRoot(['cat', '/proc/mounts']),
    files: await handset.asRoot(['ls', '/data/local/tmp', '/data/misc/user/0']),
    packages: (await handset.shell(['pm', 'list', 'packages'])).split('\n').sort(),
    tunnels: (await rig.shellAdb(['reverse', '--list'])).stdout.trim(),
    mangle: await handset.asRoot(['iptables', '-t', 'mangle', '-S']),
    mangle6: await handset.asRoot(['ip6tables', '-t', 'mangle', '-S']),
  });

  before(async () => {
    ca = await createCertificateAuthority();
    rig = await startRig({ speed: 20 });
    session = await rig.openSession();
    handset = await open();
  });
  after(async () => {
    const unmodelled = await rig?.stop();
    assert.deepEqual(unmodelled, []);
  });

  it('passes every argument to the phone unchanged, through the session and through adb', async () => {
    const adb = adbRunner(rig.shellAdb);
    for (const word of SPECIAL_ARGUMENTS) {
      const argv = ['printf', '[%s][%s]', word, 'next'];
      assert.equal(await handset.shell(argv), `[${word}][next]`);
      assert.equal(await handset.asRoot(argv), `[${word}][next]`);
      assert.equal((await adb.run(quote(argv), 10_000)).stdout, `[${word}][next]`);
    }
  });

  it('reports a failed command', async () => {
    const error = await handset.shell(['ls', '/nowhere']).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof ShellError, String(error));
    assert.equal(error.exitCode, 1);
    assert.match(error.stderr, /No such file/);
  });

  it('reports its facts', async () => {
    const facts = await handset.facts();
    assert.deepEqual(
      [facts.simulated, facts.speed, facts.rooted, facts.sdk, facts.interception],
      [true, 20, true, 33, 'none'],
    );
    assert.ok(facts.model && facts.build && facts.android);
  });

  it('installs an APK unchanged, reads its version, clears it and removes it', async () => {
    const leaky = await mint('3.4.0');
    const installed = await handset.install(leaky);
    assert.deepEqual([installed.versionName, installed.versionCode], ['3.4.0', 30400]);
    assert.ok(installed.uids.length === 1 && (installed.uids[0] ?? 0) >= 10_000);
    await handset.clear(leaky.package);
    const newer = await handset.install(await mint('3.4.3'));
    assert.equal(newer.versionName, '3.4.3');
    await assert.rejects(handset.install(leaky), /refused to install.*DOWNGRADE/);
    await handset.uninstall(leaky.package);
    assert.equal(await handset.version(leaky.package), undefined);
    await handset.uninstall(leaky.package);
  });

  it('redirects the traffic to the recorder, and restores everything', async () => {
    await handset.restore();
    const before = await state();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const interception = await handset.intercept(requestFor(port, ca));
    assert.equal(interception, 'system-ca+proxy');
    assert.equal((await handset.facts()).interception, 'system-ca+proxy');
    assert.ok((await handset.asRoot(['ls', '/system/etc/security/cacerts'])).split('\n').length > 1);
    const { uids } = await handset.install(await mint('3.4.0'));
    await expectCounting(handset, uids, { iptables: true, netstats: true, 'proc-net': true });
    const { undone, failed } = await handset.restore();
    server.close();
    assert.deepEqual(failed, []);
    assert.ok(undone.length >= 7, undone.join('\n'));
    assert.deepEqual(await state(), before);
  });

  it('is restored by `leakgate restore` after a crash, and by the next run', async () => {
    const before = await state();
    const crash = async (): Promise<void> => {
      await (await open()).intercept(requestFor(9, ca));
      assert.notDeepEqual(await state(), before);
    };
    await crash();
    assert.equal(await restore({ handset: rig.serial, journals: rig.journalDir, adb: rig.adb }), 0);
    assert.deepEqual(await state(), before);
    await crash();
    await open();
    assert.deepEqual(await state(), before);
    assert.equal(await restore({ handset: rig.serial, journals: rig.journalDir, adb: rig.adb }), 0);
  });

  it('is restored through adb if the session is gone', async () => {
    const before = await state();
    const lost = await rig.openSession();
    const secondHandset = await rig.openHandset(lost);
    await secondHandset.intercept(requestFor(9, ca));
    await lost.deleteSession();
    const { undone, failed } = await secondHandset.restore();
    assert.deepEqual(failed, []);
    assert.ok(undone.includes('proxy 127.0.0.1:8080'));
    session = await rig.openSession();
    handset = await open();
    assert.deepEqual(await state(), before);
  });

  it("waits on the phone's clock", async () => {
    const result = await handset.wait(30_000, { phase: 'foreground', quiet: () => 10_000, open: () => 0 });
    assert.ok(result.handsetMs >= 30_000 && result.realMs < 15_000, JSON.stringify(result));
    assert.deepEqual([result.quiet, result.speed, result.limit], [true, 20, undefined]);
    assert.equal((await handset.shell(['getprop', 'debug.leakgate.wait'])).trim(), '0');
  });

  it('reads the screen, the focused app and the network', async () => {
    await handset.home();
    const shot = await handset.screenshot();
    assert.ok(shot.kind === 'taken' && shot.png.subarray(1, 4).toString() === 'PNG');
    assert.match(await handset.source(), /<hierarchy/);
    assert.ok((await handset.focused()).package);
    assert.deepEqual(await handset.network(), {
      validated: true,
      partial: false,
      type: 'WIFI',
      metered: false,
    });
    assert.deepEqual(await handset.engineHosts(), []);
  });
});

describe('a handset of another kind', function () {
  this.timeout(120_000);
  let rig: Rig | undefined;
  const open = async (flags: readonly string[]): Promise<Handset> => {
    rig = await startRig({ speed: 20, flags });

    return await rig.openHandset();
  };
  afterEach(async () => {
    assert.deepEqual(await rig?.stop(), []);
    rig = undefined;
  });

  for (const su of ['magisk', 'kernelsu'])
    it(`with the su of ${su} shows the mount to all processes and passes every argument unchanged`, async () => {
      const handset = await open(['--su', su]);
      assert.equal(handset.phone.root, 'managed-global');
      assert.equal(await handset.asRoot(['printf', '[%s]', "it's $HOME;&|"]), "[it's $HOME;&|]");
      const ca = await createCertificateAuthority();
      assert.equal(await handset.intercept(requestFor(9, ca)), 'system-ca+proxy');
      assert.equal(
        (await handset.shell(['cat', `/system/etc/security/cacerts/${ca.fileName}`])).trim(),
        ca.cert.trim(),
      );
      const { uids } = await handset.install(await mint('3.4.0'));
      await expectCounting(handset, uids, { iptables: true, netstats: true, 'proc-net': true });
      assert.deepEqual((await handset.restore()).failed, []);
    });

  it('without root sets only the proxy and reports that iptables does not count', async () => {
    const handset = await open(['--no-root']);
    assert.equal((await handset.facts()).rooted, false);
    const ca = await createCertificateAuthority();
    assert.equal(await handset.intercept(requestFor(9, ca)), 'proxy');
    const { uids } = await handset.install(await mint('3.4.0'));
    await expectCounting(handset, uids, { iptables: false, netstats: true, 'proc-net': true });
    await assert.rejects(handset.asRoot(['id']), /needs root/);
    assert.deepEqual((await handset.restore()).failed, []);
  });

  it('that has ended makes the next command fail, and restoring deletes its journal', async () => {
    const handset = await open([]);
    await handset.wait(100, { phase: 'foreground', quiet: () => 10_000, open: () => 0 });
    assert.ok(rig);
    await rig.stopHandset();
    const error = await handset.shell(['id']).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof HandsetLost, String(error));
    assert.equal(await restore({ handset: rig.serial, journals: rig.journalDir, adb: rig.adb }), 0);
    assert.equal(await restore({ journals: rig.journalDir, adb: rig.adb }), 0);
  });
});

/** Checks at the beginning and at the end which packet counters work, and that no packet bypassed the recorder. */
async function expectCounting(
  handset: Handset,
  uids: readonly number[],
  expected: Record<string, boolean>,
): Promise<void> {
  const failed = await handset.counters.watch({ uids, known: [{ first: 0, last: 19_999 }] });
  const proofs = await handset.counters.prove();
  for (const events of [[...failed, ...proofs.events], await handset.counters.read()])
    assert.deepEqual(
      Object.fromEntries(
        events.map((event) => (event.kind === 'packet-counter' ? [event.by, event.ok] : [event.kind, event])),
      ),
      expected,
      JSON.stringify(events),
    );
}

function requestFor(recorderPort: number, ca: CertificateAuthority): InterceptionRequest {
  return { recorderPort, ca: { pem: ca.cert, fileName: ca.fileName }, trust: 'platform' };
}
