import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstalledPackage } from '../device.ts';
import { busyPackages } from '../packages/busy.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { startNoise } from './noise.ts';

const LIMIT_MS = 10_000;

describe('other apps of a busy phone', () => {
  let device: BareDevice;
  let apps: InstalledPackage[];
  beforeEach(async () => {
    device = await createBareDevice({ speed: 600 });
    apps = busyPackages(33, () => '/unused').slice(0, 3);
  });
  afterEach(() => device.stop());

  it('send over TCP, over UDP and by HTTP, each with its own UID, until they are stopped', async () => {
    const noise = startNoise(device, apps);
    device.clock.setFast(true);
    const until = performance.now() + LIMIT_MS;
    const uids = () => new Set(device.packetLog.since(0).map(({ uid }) => uid));
    while (apps.some(({ uid }) => !uids().has(uid)) && performance.now() < until) await sleep(20);
    await noise.stop();
    device.clock.setFast(false);
    for (const { uid } of apps) assert.ok(uids().has(uid), String(uid));
    const protocols = new Set(device.packetLog.since(0).map(({ protocol }) => protocol));
    assert.deepEqual(protocols, new Set(['tcp', 'udp']));
    const { length } = device.packetLog.since(0);
    device.clock.setFast(true);
    await sleep(200);
    assert.equal(device.packetLog.since(0).length, length, 'after the stop');
  });
});
