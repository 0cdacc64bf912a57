import assert from 'node:assert/strict';
import { createBoot } from './boot.ts';
import { restartHandset } from './restart.ts';
import { type BareShell, createBareShell } from './testing/bare-shell.ts';

describe('a handset that starts again', () => {
  let shell: BareShell;
  beforeEach(() => {
    shell = createBareShell();
  });
  afterEach(() => shell.stop());
  const read = async (line: string) => (await shell.run(line)).stdout.trim();

  it('loses mounts, rules, tunnels, processes and properties, and keeps files and settings', async () => {
    const { device, system } = shell;
    const boot = createBoot(device.clock);
    await shell.run('su 0 mount -t tmpfs tmpfs /system/etc/security/cacerts');
    await shell.run('su 0 iptables -t nat -A OUTPUT -p tcp -j REDIRECT --to-ports 8081');
    await shell.run('echo kept > /data/local/tmp/file');
    await shell.run('settings put global http_proxy 127.0.0.1:8080');
    await shell.run('setprop debug.leakgate.wait 1');
    device.ports.reverse(8080, 'tcp:1', () => Promise.reject(new Error('unused')));
    system.processes.start({ pid: 4001, uid: 10_123, name: 'an.app' });
    const started = { id: boot.id(), uptime: boot.uptime() };
    assert.match(await read('su 0 cat /proc/mounts'), /cacerts/);
    assert.match(await read('su 0 iptables -t nat -S'), /REDIRECT/);

    await restartHandset(device, system, boot);

    assert.notEqual(boot.id(), started.id);
    assert.ok(boot.uptime() < started.uptime + 1);
    assert.doesNotMatch(await read('su 0 cat /proc/mounts'), /cacerts/);
    assert.doesNotMatch(await read('su 0 iptables -t nat -S'), /REDIRECT/);
    assert.equal(await read('ls /system/etc/security/cacerts'), '00000001.0');
    assert.equal(await read('cat /data/local/tmp/file'), 'kept');
    assert.equal(await read('settings get global http_proxy'), '127.0.0.1:8080');
    assert.equal(await read('getprop debug.leakgate.wait'), '');
    assert.deepEqual(device.ports.reverses(), []);
    const pids = system.processes.list().map(({ pid }) => pid);
    assert.ok(!pids.includes(4001) && pids.includes(1) && pids.includes(600));
  });

  it('shows mounts of its second run in the apps that start then', async () => {
    const { device, system } = shell;
    await restartHandset(device, system, createBoot(device.clock));
    await shell.run('su 0 mount -t tmpfs tmpfs /system/etc/security/cacerts');
    system.processes.start({ pid: 4002, uid: 10_123, name: 'an.app' });
    const line = 'nsenter --mount=/proc/4002/ns/mnt -- ls /system/etc/security/cacerts';
    assert.equal(await read(`su 0 sh -c '${line}'`), '');
  });
});
