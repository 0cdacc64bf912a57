import assert from 'node:assert/strict';
import type { SuKind } from '../device.ts';
import { type BareShell, createBareShell } from '../testing/bare-shell.ts';

const SYSTEM = '/system/etc/security/cacerts';
const APEX = '/apex/com.android.conscrypt/cacerts';
const ROOT = '00000001.0';
const ZYGOTE64 = 600;
const ZYGOTE = 601;

describe('the mount namespaces of processes', () => {
  let shell: BareShell;
  const start = (options: { android?: number; su?: SuKind } = {}) => {
    shell = createBareShell({ android: 14, ...options });
  };
  const startApp = (pid: number, is32Bit = false) =>
    shell.system.processes.start({ pid, uid: 10_123, name: 'an.app', is32Bit });
  const asRoot = async (line: string) => (await shell.run(`su 0 sh -c '${line}'`)).stdout.trim();
  const within = (pid: number, line: string) => asRoot(`nsenter --mount=/proc/${pid}/ns/mnt -- ${line}`);
  /** The processes that see an empty folder, as a new tmpfs is. */
  const emptyIn = async (folder: string, pids: readonly number[]) => {
    const found: number[] = [];
    for (const pid of pids) if ((await within(pid, `ls ${folder}`)) === '') found.push(pid);

    return found;
  };
  afterEach(() => shell.stop());

  it('show a mount below / in init, in each zygote and in each running app', async () => {
    start();
    startApp(4001);
    await asRoot(`mount -t tmpfs tmpfs ${SYSTEM}`);
    startApp(4002, true);
    const all = [1, ZYGOTE64, ZYGOTE, 1400, 4001, 4002];
    assert.deepEqual(await emptyIn(SYSTEM, all), all);
    await asRoot(`umount ${SYSTEM}`);
    assert.deepEqual(await emptyIn(SYSTEM, all), []);
  });

  it('show a mount below /apex only where it is made, and in apps that start from there later', async () => {
    start();
    startApp(4001);
    const mount = `mount -t tmpfs tmpfs ${APEX}`;
    const pids = [1, ZYGOTE64, ZYGOTE, 1400, 4001];
    await asRoot(mount);
    assert.deepEqual(await emptyIn(APEX, pids), [1]);
    await within(ZYGOTE64, mount);
    startApp(4002);
    startApp(4003, true);
    assert.deepEqual(await emptyIn(APEX, [...pids, 4002, 4003]), [1, ZYGOTE64, 4002]);
    await within(4001, mount);
    assert.deepEqual(await emptyIn(APEX, pids), [1, ZYGOTE64, 4001]);
    await within(4002, `umount ${APEX}`);
    startApp(4004);
    assert.deepEqual(await emptyIn(APEX, [4002, 4004]), [4004]);
  });

  it('keep mounts of an app from its zygote and from init', async () => {
    start();
    startApp(4001);
    await within(4001, `mount -t tmpfs tmpfs ${SYSTEM}`);
    assert.deepEqual(await emptyIn(SYSTEM, [1, ZYGOTE64, 4001]), [4001]);
  });

  it('decide which roots an app trusts', async () => {
    start();
    startApp(4001);
    const roots = (pid: number) => shell.device.processes.rootsOf(pid).list(APEX);
    await within(4001, `mount -t tmpfs tmpfs ${APEX}`);
    assert.deepEqual([roots(4001), roots(ZYGOTE64)], [[], [ROOT]]);
    // A process that has ended starts again from its zygote.
    shell.system.processes.end(4001);
    assert.deepEqual(roots(4001), [ROOT]);
  });

  it('show a bind that Android 16 does not trust', async () => {
    start({ android: 16 });
    await within(ZYGOTE64, `mount -t tmpfs tmpfs ${APEX}`);
    startApp(4001);
    assert.deepEqual(await emptyIn(APEX, [4001]), [4001]);
    assert.deepEqual(shell.device.processes.rootsOf(4001).list(APEX), [ROOT]);
  });

  it('hide a bind from apps on Android 16 with KernelSU', async () => {
    start({ android: 16, su: 'kernelsu' });
    const mount = `mount -t tmpfs tmpfs ${APEX}`;
    await shell.run(`su -c 'nsenter --mount=/proc/${ZYGOTE64}/ns/mnt -- ${mount}'`);
    startApp(4001);
    const seen = await Promise.all(
      [ZYGOTE64, 4001].map(async (pid) =>
        (await shell.run(`su -c 'nsenter --mount=/proc/${pid}/ns/mnt -- ls ${APEX}'`)).stdout.trim(),
      ),
    );
    assert.deepEqual(seen, ['', ROOT]);
  });

  it('are entered by the file alone, and by root alone', async () => {
    start();
    startApp(4001);
    const rows: [line: string, code: number, text: string][] = [
      ['su 0 nsenter --mount=/proc/4001/ns/mnt -- id -un', 0, 'root\n'],
      ['su 0 nsenter --mount=/proc/4001/ns/mnt id -un', 0, 'root\n'],
      ['su 0 nsenter -t 4001 -m -- id', 1, 'nsenter: /proc/0/ns/mnt: No such file or directory\n'],
      ['nsenter --mount=/proc/1/ns/mnt -- id', 1, 'nsenter: /proc/1/ns/mnt: Permission denied\n'],
      [
        'su 0 nsenter --mount=/proc/77/ns/mnt -- id',
        1,
        'nsenter: /proc/77/ns/mnt: No such file or directory\n',
      ],
      ['su 0 nsenter --mount=/proc/1/ns/mnt', 1, 'nsenter: Needs 1 argument (see "nsenter --help")\n'],
    ];
    for (const [line, code, text] of rows) {
      const ran = await shell.run(line);
      assert.deepEqual([ran.code, ran.stdout + ran.stderr], [code, text], line);
    }
  });

  it('are named in /proc, with the mounts that the process sees and its start', async () => {
    start();
    startApp(4001);
    await within(4001, `mount -t tmpfs tmpfs ${APEX}`);
    const count = `grep -c " ${APEX} "`;
    assert.equal(await within(4001, `${count} /proc/mounts`), '1');
    assert.equal(await asRoot(`${count} /proc/4001/mounts`), '1');
    assert.equal(await asRoot(`${count} /proc/mounts`), '0');
    assert.match(await asRoot('cat /proc/4001/stat'), /^4001 \(an\.app\) S 600 (?:\d+ ){17}\d+ 0 0$/);
    shell.system.processes.end(4001);
    assert.equal(await asRoot('ls -d /proc/4001'), '');
  });
});
