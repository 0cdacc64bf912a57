import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BareShell, createBareShell } from '../../simulator/testing/bare-shell.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { type Phone, phoneWith } from '../phone.ts';
import type { RootDialect } from '../shell/root.ts';
import { failureOf } from '../shell/runner.ts';
import type { TrustSource } from './certificate.ts';
import { createTrust, type Trust } from './trust.ts';

const SYSTEM = '/system/etc/security/cacerts';
const APEX = '/apex/com.android.conscrypt/cacerts';
const USER = '/data/misc/user/0/cacerts-added';
const FILE = 'aabbccdd.0';
const certificate = { pem: 'our root\n', fileName: FILE };
const [INIT, ZYGOTE64, ZYGOTE, NETWORK_STACK] = [1, 600, 601, 1400];
const HELPER = 'com.miui.analytics';
const BROWSER = 'an.app';

describe("the recorder's root on a phone", () => {
  let shell: BareShell;
  let phone: Phone;
  let journal: Journal;
  let trust: Trust;
  let folder: string;
  let lastPid: number;
  let journaled: string[];

  async function start(options: Parameters<typeof createBareShell>[0], root: RootDialect | null = 'aosp') {
    shell = createBareShell(options);
    folder = mkdtempSync(join(tmpdir(), 'leakgate-trust-'));
    lastPid = 4000;
    const runner = {
      async run(command: string) {
        const { code, stdout, stderr } = await shell.run(command);
        if (code !== 0) throw failureOf({ command, exitCode: code, stdout, stderr });

        return { stdout, stderr };
      },
    };
    phone = phoneWith('bare', runner, () => Promise.reject(new Error('no adb')), root);
    journal = await openJournal(phone, folder);
    trust = createTrust(phone, journal);
  }
  const startApp = (name: string, is32Bit = false): number => {
    const process = { pid: ++lastPid, uid: 10_123, name, package: name };
    shell.system.processes.start({ ...process, is32Bit });
    Object.assign(shell.device.activities, { processes: () => [process] });

    return process.pid;
  };
  const add = async (source: TrustSource = 'platform') => {
    const stores = await trust.add({ certificate, source, apps: [HELPER] });
    journaled = journal.pending().map(({ kind }) => kind);

    return stores;
  };
  /** Which of the processes see our root in a folder. */
  const seenIn = (where: string, pids: readonly number[]) =>
    pids.filter((pid) => shell.system.processes.namespaceOf(pid)?.stat(`${where}/${FILE}`));
  /** All mounts of all processes, and all files of the stores and of adb's folder. */
  const state = () => {
    const files = shell.system.image;
    const names = [SYSTEM, APEX, USER, '/data/local/tmp'].map((each) => [each, files.list(each)]);
    const mounts = shell.system.processes
      .list()
      .map(({ pid }) => [pid, shell.system.processes.namespaceOf(pid)?.mounts()]);

    return JSON.stringify([names, mounts]);
  };
  afterEach(() => {
    shell.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [android, where] of [
    [10, SYSTEM],
    [13, SYSTEM],
    [14, APEX],
    [15, APEX],
  ] as const)
    it(`is shown to running and new apps of Android ${android}, and gone afterwards`, async () => {
      await start({ android });
      const running = startApp(`${HELPER}:core`);
      const other = startApp('another.app');
      const before = state();
      assert.deepEqual(await add(), ['system', 'user']);
      const fromNow = [startApp(BROWSER), startApp('com.xiaomi.xmsf', true)];
      const all = [INIT, ZYGOTE64, ZYGOTE, NETWORK_STACK, running, ...fromNow];
      assert.deepEqual(seenIn(where, all), all);
      assert.deepEqual(seenIn(where, [other]), where === APEX ? [] : [other]);
      const stat = shell.system.processes.namespaceOf(running)?.stat(`${where}/${FILE}`);
      assert.deepEqual(
        [stat?.mode, stat?.owner, stat?.context],
        [0o644, 'root', 'u:object_r:system_file:s0'],
      );
      // The roots of the phone are still there.
      assert.equal(shell.system.processes.namespaceOf(running)?.list(where)?.length, 2);

      assert.deepEqual((await journal.restore()).failed, []);
      assert.deepEqual(seenIn(where, all), []);
      for (const pid of fromNow) shell.system.processes.end(pid);
      assert.equal(state(), before);
    });

  for (const [su, root] of [
    ['magisk', 'managed'],
    ['magisk', 'managed-global'],
    ['kernelsu', 'managed'],
  ] as const)
    it(`is shown to apps with ${su} (${root})`, async () => {
      await start({ android: 14, su }, root);
      assert.deepEqual(await add(), ['system', 'user']);
      assert.deepEqual(seenIn(APEX, [ZYGOTE64, ZYGOTE]), [ZYGOTE64, ZYGOTE]);
      assert.deepEqual((await journal.restore()).failed, []);
      assert.deepEqual(seenIn(APEX, [INIT, ZYGOTE64, ZYGOTE]), []);
    });

  it("is in the user's store and known to the network stack alone for the Chrome Root Store", async () => {
    for (const [android, where] of [
      [13, SYSTEM],
      [14, APEX],
    ] as const) {
      await start({ android });
      const before = state();
      assert.deepEqual(await add('chrome-root-store'), ['user']);
      const browser = startApp(BROWSER);
      assert.deepEqual(seenIn(where, [INIT, ZYGOTE64, ZYGOTE, NETWORK_STACK, browser]), [NETWORK_STACK]);
      assert.deepEqual(await trust.read(BROWSER), { folder: USER, shown: true });
      assert.deepEqual((await journal.restore()).failed, []);
      shell.system.processes.end(browser);
      assert.equal(state(), before);
      if (android === 13) shell.stop();
    }
  });

  it('is read in the namespace of the app itself', async () => {
    await start({ android: 14 });
    const early = startApp(BROWSER);
    await add();
    assert.deepEqual(await trust.read(BROWSER), { folder: APEX, shown: false });
    shell.system.processes.end(early);
    startApp(BROWSER);
    assert.deepEqual(await trust.read(BROWSER), { folder: APEX, shown: true });
    assert.equal(await trust.read('not.running'), undefined);
  });

  it('is not shown to an app from which KernelSU takes mounts away', async () => {
    await start({ android: 16, su: 'kernelsu' }, 'managed');
    assert.deepEqual(await add(), ['system', 'user']);
    startApp(BROWSER);
    assert.deepEqual(await trust.read(BROWSER), { folder: APEX, shown: false });
  });

  it('is used where a module or an earlier run shows it already', async () => {
    await start({ android: 14 });
    await add();
    // The journal of that run is lost.
    const second = mkdtempSync(join(tmpdir(), 'leakgate-trust-'));
    await phone.shell(['rm', '/data/local/tmp/leakgate-journal.json']);
    journal = await openJournal(phone, second);
    trust = createTrust(phone, journal);
    const before = state();
    assert.deepEqual(await add(), ['system', 'user']);
    assert.deepEqual(journaled, ['file']);
    await journal.restore();
    assert.deepEqual(seenIn(APEX, [ZYGOTE64]), [ZYGOTE64]);
    assert.equal(state(), before.replace(`"leakgate-${FILE}",`, ''));
    rmSync(second, { recursive: true });
  });

  it('is added to what a module mounted, and the module stays', async () => {
    for (const android of [13, 14]) {
      await start({ android });
      const where = android === 13 ? SYSTEM : APEX;
      const line = `mkdir /data/m && cp -R ${where}/. /data/m && touch /data/m/module.0`;
      await phone.asRoot({ raw: line });
      for (const pid of android === 13 ? [INIT] : [INIT, ZYGOTE64, ZYGOTE])
        await phone.asRoot({ raw: `nsenter --mount=/proc/${pid}/ns/mnt -- mount -o bind /data/m ${where}` });
      const before = state();
      assert.deepEqual(await add(), ['system', 'user']);
      const browser = startApp(BROWSER);
      assert.ok(shell.system.processes.namespaceOf(browser)?.list(where)?.includes('module.0'));
      assert.deepEqual((await journal.restore()).failed, []);
      assert.ok(shell.system.processes.namespaceOf(browser)?.list(where)?.includes('module.0'));
      shell.system.processes.end(browser);
      assert.equal(state(), before);
      if (android === 13) shell.stop();
    }
  });

  it('leaves a process alone that got the pid of another one', async () => {
    await start({ android: 14 });
    await add();
    const pid = startApp(BROWSER);
    shell.system.processes.end(pid);
    lastPid = pid - 1;
    startApp('another.app');
    const own = shell.system.processes.namespaceOf(pid);
    // What this process sees is not ours.
    own?.unmount(APEX);
    own?.mount(APEX, { type: 'tmpfs' });
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual(own?.list(APEX), []);
  });

  it('undoes nothing after the phone has restarted', async () => {
    await start({ android: 14 });
    await add();
    const binds = journal.pending().find(({ kind }) => kind === 'certificate-binds');
    assert.ok(binds?.kind === 'certificate-binds');
    Object.assign(binds, { bootId: 'of an earlier start' });
    await journal.undo(binds);
    assert.deepEqual(seenIn(APEX, [ZYGOTE64]), [ZYGOTE64]);
  });

  it('is used without root where it was installed by hand and the shell may read it', async () => {
    await start({ android: 14, rooted: false }, null);
    assert.deepEqual(await add('chrome-root-store'), []);
    shell.system.image.makeDirectory(USER, true);
    shell.system.image.write(`${USER}/${FILE}`, Buffer.from(certificate.pem));
    assert.deepEqual(await add('chrome-root-store'), ['user']);
    assert.deepEqual(journaled, []);
    startApp(BROWSER);
    assert.deepEqual(await trust.read(BROWSER), { folder: USER, shown: null });
  });

  it('is not called part of the system if a zygote does not show it', async () => {
    await start({ android: 14 });
    const { run } = shell;
    Object.assign(shell, {
      run: (line: string) => run(line.replaceAll('mount -o bind', 'echo mount -o bind')),
    });
    assert.deepEqual(await add(), ['user']);
  });
});
