import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { firedSwitch, startDeadManSwitch } from '../../handset/dead-man-switch.ts';
import { sendControls } from '../../handset/packets/controls.ts';
import { iptablesCounter } from '../../handset/packets/iptables.ts';
import { netstatsCounter } from '../../handset/packets/netstats.ts';
import { createRedirect } from '../../handset/redirect.ts';
import { connectHarness, type HarnessPhone } from '../../handset/testing/phone-of-lines.ts';
import { waitUntil } from '../../handset/testing/wait-until.ts';
import { startHandset, type RunningHandset } from '../handset.ts';
import { echo } from '../testing/bare-device.ts';
import { skipWithoutNamespace } from './testing/skip.ts';

const BROWSER = 10_123;
const OTHER = 10_124;
const KNOWN = [
  { first: 0, last: 9999 },
  { first: OTHER, last: OTHER },
];

describe('a simulated handset whose shell and network are those of Linux', function () {
  this.timeout(60_000);
  let handset: RunningHandset;
  let harness: HarnessPhone;
  /** Runs keep temporary files in a folder that only their user may enter, and the phone has other users. */
  let privateFolder: string;
  const ownFolder = process.env['TMPDIR'];

  before(async function () {
    skipWithoutNamespace(this);
    privateFolder = await mkdtemp(join(tmpdir(), 'leakgate-private-'));
    process.env['TMPDIR'] = privateFolder;
    handset = await startHandset({ linux: true, speed: 20, respond: echo });
    const run = async (_uid: number, line: string) => await shell(line);
    harness = await connectHarness({ run });
  });
  after(async () => {
    await handset?.stop();
    await harness?.remove();
    if (privateFolder === undefined) return;
    if (ownFolder === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = ownFolder;
    await rm(privateFolder, { recursive: true });
  });

  it('runs lines in mksh as the shell user, and asks the simulated handset for Android', async () => {
    assert.equal(
      (await shell('id -u; whence -p mksh >/dev/null || echo $KSH_VERSION')).stdout.split('\n')[0],
      '2000',
    );
    assert.equal((await shell('getprop ro.leakgate.simulated')).stdout, '1\n');
    assert.equal(
      (await shell('su 0 sh -c \'id -u; settings put global a "b  c"\'; settings get global a')).stdout,
      '0\nb  c\n',
    );
    assert.deepEqual(await shell('settings get nowhere x; echo $?'), {
      code: 0,
      stdout: '255\n',
      stderr: "Invalid namespace 'nowhere'\n",
      late: false,
    });
    assert.equal((await shell('exit 7')).code, 7);
    // An answer of many lines.
    assert.match((await shell('ps -A')).stdout, /^USER.*\n(?:.*\n){3,}/);
  });

  it('has the clock of the simulated handset', async () => {
    handset.device.clock.setFast(true);
    const line = 'read a b < /proc/uptime; sleep 1; read c d < /proc/uptime; echo $a $c';
    const [from = 0, to = 0] = (await shell(line)).stdout.trim().split(' ').map(Number);
    handset.device.clock.setFast(false);
    assert.ok(to - from > 10, `${from} to ${to}`);
  });

  it('passes the connections of an app through the nat table, to a tunnel of its own', async () => {
    const redirect = createRedirect(harness.phone, harness.journal, 8080, async () => 6001);
    const common = await tunnel(8080, 'common');
    assert.deepEqual(await redirect.redirectUids([BROWSER], { known: KNOWN, vendor: [] }), { isNew: true });
    const own = await tunnel(18_081, 'own');
    const unknown = await tunnel(18_082, 'unknown');
    const answers = [];
    for (const uid of [BROWSER, OTHER, 10_777])
      answers.push(await text(await handset.device.network.connect({ uid, host: '127.0.0.1', port: 8080 })));
    assert.deepEqual(answers, ['own', 'common', 'unknown']);
    await assert.rejects(
      handset.device.network.connect({ uid: BROWSER, host: '127.0.0.1', port: 9 }),
      /127\.0\.0\.1:9/,
    );
    for (const server of [common, own, unknown]) server.close();
  });

  it('counts what an app sends around the proxy, by iptables and by netstats', async () => {
    const counters = [iptablesCounter(harness.phone, harness.journal), netstatsCounter(harness.phone)];
    for (const counter of counters) await counter.begin({ uids: [BROWSER], known: KNOWN });
    const controls = await sendControls(harness.phone, [BROWSER]);
    for (const counter of counters) {
      await counter.prove(controls);
      assert.deepEqual((await counter.read()).around, [], counter.by);
    }
    const stream = await handset.device.network.connect({
      uid: BROWSER,
      host: 'collector.example',
      port: 80,
    });
    stream.end('GET /page HTTP/1.1\r\nhost: collector.example\r\nconnection: close\r\n\r\n');
    assert.match(await text(stream), /^HTTP\/1\.1 200 OK/, 'the simulated internet answers');
    for (const counter of counters)
      assert.deepEqual(
        [...new Set((await counter.read()).around.map(({ uid }) => uid))],
        [BROWSER],
        counter.by,
      );
  });

  it('trusts the certificates of the store that is mounted in the namespace', async () => {
    const store = '/system/etc/security/cacerts';
    const trusted = () => handset.device.network.trustedRoots({ targetSdk: 30, pid: 1 }, 'system').length;
    const before = trusted();
    assert.ok(before > 0);
    await shell(`su 0 mount -t tmpfs tmpfs ${store}`);
    assert.equal(trusted(), 0);
    await shell(`su 0 umount ${store}`);
    assert.equal(trusted(), before);
  });

  it('has the processes of the simulated handset, each with its mounts', async () => {
    const zygote = /^(\d+) zygote64$/m.exec((await shell('ps -A -o PID,NAME')).stdout)?.[1];
    const store = '/system/etc/security/cacerts';
    const trusted = (pid: number) =>
      handset.device.network.trustedRoots({ targetSdk: 30, pid }, 'system').length;
    const before = trusted(Number(zygote));
    assert.ok(before > 0);
    await shell(`su 0 nsenter --mount=/proc/${zygote}/ns/mnt -- mount -t tmpfs tmpfs ${store}`);
    assert.deepEqual([trusted(Number(zygote)), trusted(1)], [0, before]);
    await shell(`su 0 nsenter --mount=/proc/${zygote}/ns/mnt -- umount ${store}`);
    assert.equal(trusted(Number(zygote)), before);
  });

  it('removes the proxy and our rules itself if no recorder answers', async () => {
    await harness.journal.restore();
    handset.device.ports.removeReverse(8080);
    await shell(
      "su 0 sh -c 'settings put global http_proxy 127.0.0.1:8080; iptables -w -t nat -N leakgate; iptables -w -t nat -I OUTPUT -o lo -p tcp -j leakgate'",
    );
    await startDeadManSwitch(harness.phone, harness.journal, {
      url: 'http://heartbeat.invalid/secret',
      speed: 0.02,
    });
    const isDone = async () =>
      (await shell('settings get global http_proxy')).stdout === ':0\n' &&
      !(await shell("su 0 sh -c 'iptables -t nat -S OUTPUT'")).stdout.includes('leakgate');
    await waitUntil(isDone, 'the removal of the proxy', 20_000);
    assert.match((await firedSwitch(harness.phone)) ?? '', /removed the proxy itself/);
    assert.deepEqual((await harness.journal.restore()).failed, []);
    assert.equal(await firedSwitch(harness.phone), undefined);
    await shell("su 0 sh -c 'iptables -w -t nat -X leakgate; settings delete global http_proxy'");
  });

  async function shell(line: string) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end();
    const hangup = new AbortController().signal;
    const [code, out, err] = await Promise.all([
      handset
        .runShell(line, { stdin, stdout, stderr, hangup })
        .finally(() => [stdout, stderr].map((each) => each.end())),
      text(stdout),
      text(stderr),
    ]);

    return { code, stdout: out, stderr: err, late: false };
  }

  /** A tunnel of adb's from a port of the phone to a server that says its name. */
  async function tunnel(port: number, name: string): Promise<Server> {
    const server = createServer((socket) => void socket.on('error', () => undefined).end(name));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const hostPort = (server.address() as AddressInfo).port;
    handset.device.ports.reverse(port, `tcp:${hostPort}`, async () => {
      const socket = connect({ host: '127.0.0.1', port: hostPort, allowHalfOpen: true });
      await new Promise((resolve) => socket.once('connect', resolve));

      return socket;
    });
    await new Promise((resolve) => setTimeout(resolve, 500));

    return server;
  }
});
