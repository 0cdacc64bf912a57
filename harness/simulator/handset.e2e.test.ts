import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { findFreePort } from '../../bin/free-port.mjs';
import { startHandset, type RunningHandset } from './handset.ts';
import { startRealAdb, type RealAdb } from './testing/real-adb.ts';

const APKS = join(import.meta.dirname, '../../apks/simulated');
const MINT = 'com.mi.globalbrowser.mini';
const respond = () => ({ status: 404, headers: [], body: new Uint8Array(), responder: 'test' });

describe('a simulated handset under real adb', () => {
  let adb: RealAdb;
  let handset: RunningHandset;
  let folder: string;
  const run = (...args: string[]) => adb.run('-s', handset.serial, ...args);
  const shell = async (line: string) => (await run('shell', line)).stdout;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-e2e-'));
    adb = await startRealAdb();
    handset = await startHandset({ speed: 20, respond });
    assert.match((await adb.run('connect', handset.serial)).stdout, /connected to/);
  });
  after(async () => {
    await handset.stop();
    await adb.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const lines: [string, string][] = [
    [`echo 'a  b' "c  d" e\\ \\ f`, 'a  b c  d e  f\n'],
    [`echo ';$&|' "it's" 'say "hi"'`, `;$&| it's say "hi"\n`],
    [`echo 'one\ntwo'`, 'one\ntwo\n'],
    ['false || echo no && echo yes; echo $?', 'no\nyes\n0\n'],
    ['nothing 2>/dev/null; echo $?', '127\n'],
    [`export ANDROID_LOG_TAGS="''"; exec echo on`, 'on\n'],
    ['(exit 3); echo $?; sh -c "exit 4"; echo $?', '3\n4\n'],
    ['printf "%s\\n" a b | grep -c .', '2\n'],
    ['ls /nope 2>&1 || echo _ERROR_', 'ls: /nope: No such file or directory\n_ERROR_\n'],
    ['x=$(getprop ro.build.version.sdk); echo "sdk $x"', 'sdk 33\n'],
    ["[ -e '/data/local/tmp' ] && echo __PASS__", '__PASS__\n'],
  ];
  for (const [line, output] of lines)
    it(`runs ${JSON.stringify(line)}`, async () => {
      assert.equal(await shell(line), output);
    });

  it('passes on exit codes and stderr', async () => {
    const { code, stdout, stderr } = await run('shell', 'echo out; echo err >&2; exit 7');
    assert.deepEqual({ code, stdout, stderr }, { code: 7, stdout: 'out\n', stderr: 'err\n' });
  });

  it('reports a command that is not modelled, and lists it', async () => {
    const { code, stderr } = await run('shell', 'frobnicate --now');
    assert.equal(code, 127);
    assert.equal(stderr, '/system/bin/sh: frobnicate: inaccessible or not found\n');
    assert.ok(handset.device.unmodelled.list().some(({ what }) => what === 'frobnicate --now'));
  });

  it('pushes and pulls a large file unchanged', async () => {
    const bytes = randomBytes(9_000_001);
    await writeFile(join(folder, 'large'), bytes);
    await run('push', join(folder, 'large'), '/data/local/tmp/deep/large');
    await run('pull', '/data/local/tmp/deep/large', join(folder, 'back'));
    assert.ok(bytes.equals(await readFile(join(folder, 'back'))));
    const { stdout } = await adb.runBinary(
      '-s',
      handset.serial,
      'exec-out',
      'cat /data/local/tmp/deep/large',
    );
    assert.ok(bytes.equals(stdout));
  });

  it('pulls a folder', async () => {
    await shell(
      'mkdir -p /data/local/tmp/tree/in; echo 1 > /data/local/tmp/tree/a; echo 2 > /data/local/tmp/tree/in/b',
    );
    await run('pull', '/data/local/tmp/tree', join(folder, 'tree'));
    assert.equal(await readFile(join(folder, 'tree/in/b'), 'utf8'), '2\n');
  });

  it('refuses a push to where adb may not write', async () => {
    await writeFile(join(folder, 'small'), 'x');
    for (const path of ['/system/etc/x', '/data/local/x', '/data/misc/user/0/x']) {
      const { code, stderr, stdout } = await run('push', join(folder, 'small'), path);
      assert.equal(code, 1);
      assert.match(stdout + stderr, /Permission denied/);
    }
  });

  it('installs, updates, refuses a downgrade, uninstalls', async () => {
    const install = async (version: string, ...flags: string[]) => {
      const { stdout, stderr } = await run('install', ...flags, join(APKS, `mint-${version}.apk`));
      return stdout + stderr;
    };
    const uid = async () => /userId=(\d+)/.exec(await shell(`dumpsys package ${MINT}`))?.[1];
    assert.match(await install('3.4.0'), /Success/);
    const before = await uid();
    assert.match(await install('3.4.3', '-r'), /Success/);
    assert.match(await shell(`dumpsys package ${MINT}`), /versionName=3\.4\.3/);
    assert.equal(await uid(), before);
    for (const flags of [[], ['-r', '-d']])
      assert.match(
        await install('3.4.0', ...flags),
        /Failure \[INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected: Update version code 30400 is older than current 30403\]/,
      );
    assert.match((await run('uninstall', MINT)).stdout, /Success/);
    assert.match((await run('uninstall', MINT)).stdout, /Failure \[DELETE_FAILED_INTERNAL_ERROR\]/);
    assert.match(await install('3.4.0'), /Success/);
    assert.notEqual(await uid(), before);
    await run('uninstall', MINT);
  });

  it('refuses a file that is no APK', async () => {
    await writeFile(join(folder, 'no.apk'), 'this is not an APK');
    const { code, stdout, stderr } = await run('install', join(folder, 'no.apk'));
    assert.equal(code, 1);
    assert.match(stdout + stderr, /Failure \[INSTALL_PARSE_FAILED_NOT_APK/);
  });

  it('keeps an installed APK unchanged', async () => {
    const apk = join(folder, 'mint.apk');
    await copyFile(join(APKS, 'mint-3.4.0.apk'), apk);
    await run('install', apk);
    const path = (await shell(`pm path ${MINT}`)).trim().replace('package:', '');
    await run('pull', path, join(folder, 'pulled.apk'));
    assert.ok((await readFile(apk)).equals(await readFile(join(folder, 'pulled.apk'))));
    await run('uninstall', MINT);
  });

  it('forwards to a port of the handset, and refuses one without a listener', async () => {
    const echo = handset.device.ports.listen(6800, (stream) => stream.pipe(stream));
    const port = await findFreePort();
    await run('forward', `tcp:${port}`, 'tcp:6800');
    assert.equal(await exchange(port, 'ping'), 'ping');
    echo.close();
    assert.equal(await exchange(port, 'ping'), '');
  });

  it('opens a reverse tunnel for many parallel connections in both directions', async () => {
    const server = createServer((socket) => socket.pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await run('reverse', 'tcp:8080', `tcp:${port}`);
    assert.match((await run('reverse', '--list')).stdout, new RegExp(`tcp:8080 tcp:${port}`));
    const sizes = [1, 70_000, 1_000_000, ...Array.from({ length: 16 }, (_, index) => 1 + index * 10_007)];
    await Promise.all(
      sizes.map(async (size) => {
        const sent = randomBytes(size);
        const stream = await handset.device.ports.dial(8080);
        stream.write(sent);
        const received: Buffer[] = [];
        for await (const chunk of stream) {
          received.push(chunk as Buffer);
          if (Buffer.concat(received).length >= size) break;
        }
        assert.ok(sent.equals(Buffer.concat(received)));
      }),
    );
    await run('reverse', '--remove', 'tcp:8080');
    await assert.rejects(handset.device.ports.dial(8080), /ECONNREFUSED/);
    server.close();
  });

  it('refuses connections of a reverse tunnel without a listener', async () => {
    const port = await findFreePort();
    await run('reverse', 'tcp:8081', `tcp:${port}`);
    const outcome = await handset.device.ports.dial(8081).then(
      async (stream) => (await buffer(stream)).length,
      () => 0,
    );
    assert.equal(outcome, 0);
    await run('reverse', '--remove-all');
  });

  it('connects its shell over a tunnel, as one stream until either side ends it', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', (data) => socket.write(data));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await run('reverse', 'tcp:8080', `tcp:${(server.address() as AddressInfo).port}`);
    const beats = 'for i in 1 2 3; do echo $i; sleep 1; done | nc -q 1 127.0.0.1 8080';
    assert.equal(await shell(beats), '1\n2\n3\n');
    const ended = run('shell', '(while true; do echo beat; sleep 1; done) | nc 127.0.0.1 8080');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    server.close();
    await run('reverse', '--remove', 'tcp:8080');
    const { code, stderr } = await run('shell', 'nc 127.0.0.1 8080 </dev/null');
    assert.deepEqual({ code, stderr }, { code: 1, stderr: 'nc: connect: Connection refused\n' });
    for (const socket of sockets) socket.destroy();
    assert.match((await ended).stdout, /^(beat\n)+$/);
  });

  it('reports its traffic in netstats and /proc/net to a shell without root', async () => {
    const socket = await handset.device.network.connect({ uid: 10_123, host: '198.18.0.1', port: 443 });
    assert.match(await shell('cat /proc/net/tcp'), / 010012C6:01BB 01 .* 10123 /);
    assert.match(await shell('dumpsys netstats detail'), /^ +24 wlan0 0x0 10123 0 52 1 104 2$/m);
    socket.destroy();
  });

  it('lists helper apps with name and UID', async () => {
    assert.match(await shell('dumpsys package com.miui.analytics'), /userId=10060/);
    assert.match(await shell('su 0 ls /sys/fs/cgroup; su 0 cat /sys/class/net/wlan0/address'), /^5e:1c:/m);
  });

  it("redirects one UID's proxy traffic to another tunnel", async () => {
    const listeners = await Promise.all(
      ['common', 'own'].map(async (name) => {
        const server = createServer((socket) => socket.end(`${name}\n`));
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        return server;
      }),
    );
    // A tunnel ends with either of its directions: stdin stays open until the answer is there.
    const answer = (uid: number) => shell(`sleep 10 | su ${uid} nc 127.0.0.1 8080`);
    const [common, redirectedPort] = listeners.map((server) => (server.address() as AddressInfo).port);
    await run('reverse', 'tcp:8080', `tcp:${common}`);
    await run('reverse', 'tcp:9001', `tcp:${redirectedPort}`);
    const rule = 'OUTPUT -o lo -p tcp -d 127.0.0.1 --dport 8080 -m owner --uid-owner 10123 -j REDIRECT';
    await shell(`su 0 iptables -w -t nat -A ${rule} --to-ports 9001`);
    assert.equal(await answer(10123), 'own\n');
    assert.equal(await answer(10124), 'common\n');
    await shell(`su 0 iptables -w -t nat -D ${rule} --to-ports 9001`);
    assert.equal(await answer(10123), 'common\n');
    await run('reverse', '--remove-all');
    for (const server of listeners) server.close();
  });

  it('prints a log line at once, and continues', async () => {
    const { stdout, code } = await run('shell', 'logcat -v threadtime | head -n 1');
    assert.deepEqual({ stdout, code }, { stdout: '--------- beginning of main\n', code: 0 });
  });
});

describe('a simulated handset that stops', () => {
  it('removes its folder, and adb finds a new one on its port', async () => {
    const adb = await startRealAdb();
    const port = await findFreePort();
    const first = await startHandset({ port, respond });
    await adb.run('connect', first.serial);
    const { workDir } = first.device.options;
    await first.stop();
    assert.ok(!existsSync(workDir));
    const second = await startHandset({ port, respond });
    // adb notices that the first is gone, and comes back by itself or by `connect`, whichever is first: it tries every 10 s.
    let user = '';
    for (let attempt = 0; attempt < 120 && user === ''; attempt++) {
      await adb.run('connect', second.serial);
      user = (await adb.run('-s', second.serial, 'shell', 'id -un')).stdout;
      if (user === '') await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.equal(user, 'shell\n');
    await second.stop();
    await adb.stop();
  });

  it('does not start with an Android version that is not simulated', async () => {
    await assert.rejects(startHandset({ android: 4, respond }), /Android 4 is not simulated/);
  });
});

/** What comes back for a text on a port of this machine, until the other side closes or answers in full. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let received = '';
  for await (const chunk of socket) {
    received += String(chunk);
    if (received.length >= text.length) break;
  }

  return received;
}
