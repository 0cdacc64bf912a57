import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chaos, chaosFaults, clockErrorMs, createChaos } from './chaos.ts';
import { createClock } from './clock.ts';
import { createFileSystem } from './files/file-system.ts';
import { createCovering } from './screens/covering.ts';

describe('a broken handset', () => {
  let chaos: Chaos;
  beforeEach(() => {
    chaos = createChaos();
  });

  it('lists what is wrong with it, until it ends', () => {
    for (const fault of chaosFaults) chaos.set(fault, true);
    assert.deepEqual(chaos.list(), [...chaosFaults]);
    for (const fault of chaosFaults) chaos.set(fault, false);
    assert.deepEqual(chaos.list(), []);
  });

  it('counts only what a fault has changed', () => {
    assert.equal(chaos.strikes('storage-full'), false);
    chaos.set('storage-full', true);
    assert.equal(chaos.has('storage-full'), true);
    assert.deepEqual(chaos.effects(), {});
    assert.equal(chaos.strikes('storage-full'), true);
    chaos.set('storage-full', false);
    assert.equal(chaos.strikes('storage-full'), false);
    assert.deepEqual(chaos.effects(), { 'storage-full': 1 });
  });

  it('cannot be restarted where nothing restarts it', () => {
    assert.throws(() => chaos.restart(), /cannot be restarted/);
    let restarts = 0;
    chaos.onRestart(() => void (restarts += 1));
    chaos.restart();
    assert.equal(restarts, 1);
  });

  it('resets every second connection', async () => {
    chaos.set('resets', true);
    const errors = [];
    for (let at = 0; at < 4; at += 1) errors.push(await chaos.beforeConnection());
    assert.deepEqual(errors, [undefined, 'Connection reset', undefined, 'Connection reset']);
    chaos.set('resets', false);
    for (let at = 0; at < 4; at += 1) assert.equal(await chaos.beforeConnection(), undefined);
  });

  it('opens connections late while the network is slow', async () => {
    chaos.set('slow-network', true);
    const from = performance.now();
    await chaos.beforeConnection();
    assert.ok(performance.now() - from > 2_000);
  });

  it('has a wall clock that is a day ahead, and an uptime that is right', () => {
    const clock = createClock(1, () => clockErrorMs(chaos));
    const [now, uptime] = [clock.now(), clock.uptime()];
    chaos.set('clock-off', true);
    assert.ok(clock.now() - now >= 86_400_000);
    assert.ok(clock.uptime() - uptime < 10_000);
    clock.stop();
  });

  it('refuses to write a file while its storage is full, and reads it', () => {
    const storeDir = mkdtempSync(join(tmpdir(), 'leakgate-full-'));
    const files = createFileSystem({ storeDir, now: Date.now, isFull: () => chaos.has('storage-full') });
    files.write('/a', Buffer.from('1'));
    chaos.set('storage-full', true);
    assert.throws(() => files.write('/b', Buffer.from('2')), /No space left on device/);
    assert.equal(Buffer.from(files.read('/a') ?? []).toString(), '1');
    assert.ok(files.remove('/a', false));
    rmSync(storeDir, { recursive: true });
  });

  it('shows the keyguard over a dialog, and each with one serial number', () => {
    let serial = 0;
    const covering = createCovering(
      chaos,
      () => ++serial,
      () => undefined,
    );
    assert.equal(covering(), undefined);
    chaos.set('dialog', true);
    assert.equal(covering()?.screen.serial, covering()?.screen.serial);
    assert.equal(covering()?.activity, 'android.app.AlertDialog');
    chaos.set('lock', true);
    assert.equal(covering()?.activity, 'com.android.systemui.keyguard');
    chaos.set('lock', false);
    chaos.set('dialog', false);
    assert.equal(covering(), undefined);
  });
});
