import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rig, startRig } from '../handset/testing/rig.ts';
import { validCaOf, createKeptCa } from '../runner/kept-ca.ts';
import { installCa } from './ca.ts';

describe('leakgate ca install', function () {
  this.timeout(120_000);
  const earlier = process.env['LEAKGATE_STATE'];
  let state: string;
  let rig: Rig;

  before(async () => {
    state = mkdtempSync(join(tmpdir(), 'leakgate-state-'));
    process.env['LEAKGATE_STATE'] = state;
    rig = await startRig({ speed: 20, flags: ['--no-root'] });
  });
  after(async () => {
    if (earlier === undefined) delete process.env['LEAKGATE_STATE'];
    else process.env['LEAKGATE_STATE'] = earlier;
    assert.deepEqual(await rig.stop(), []);
    rmSync(state, { recursive: true });
  });

  it('copies the certificate, and not the key, to where the phone lets its user choose it', async () => {
    await createKeptCa(rig.serial, {});
    assert.equal(await installCa({ handset: rig.serial, adb: rig.adb }), 0);
    const kept = await validCaOf(rig.serial);
    const listed = await rig.shellAdb(['shell', 'cat /sdcard/Download/leakgate-*.crt']);
    assert.equal(listed.stdout, kept?.ca.cert);
  });
});
