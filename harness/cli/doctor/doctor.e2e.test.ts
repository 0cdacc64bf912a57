import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAdb } from '../../handset/shell/adb.ts';
import { projectRoot } from '../../runner/project.ts';
import { type ChaosHandset, startChaosHandset } from '../../runner/testing/chaos/chaos-handset.ts';
import { differences, readState } from '../../runner/testing/chaos/handset-state.ts';
import { examinePhone } from './phone.ts';
import { provePhone } from './prove-phone.ts';
import { examineStarted } from './started-phone.ts';

describe('leakgate doctor on a phone', function () {
  this.timeout(300_000);
  const environment = { ...process.env };
  let folder: string;
  let handset: ChaosHandset;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-doctor-test-'));
    handset = await startChaosHandset(20);
    process.env['ANDROID_ADB_SERVER_PORT'] = String(handset.adb.port);
    process.env['LEAKGATE_STATE'] = join(folder, 'state');
    await localAdb(
      handset.adb,
      handset.serial,
    )(['install', join(projectRoot, 'apks/simulated/chrome-120.apk')]);
  });
  after(async () => {
    await handset?.stop();
    for (const name of ['ANDROID_ADB_SERVER_PORT', 'LEAKGATE_STATE'])
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    await rm(folder, { recursive: true, force: true });
  });

  it('proves each step, leaves the phone as it was, and writes an archive', async () => {
    const file = join(folder, 'phone.zip');
    const before = await readState(handset.shell);
    const diagnoses = await provePhone(handset.serial, await examinePhone(handset.serial), file);
    const states = Object.fromEntries(diagnoses.map(({ what, state }) => [what, state]));
    const printed = JSON.stringify(diagnoses, null, 2);
    for (const what of [
      'Appium session',
      'root as in a run',
      'certificate',
      'path to the recorder',
      'packet counters',
      'trust',
      'restore',
      'verdicts',
    ])
      assert.equal(states[what], 'fine', `${what}\n${printed}`);
    assert.match(diagnoses.at(-1)?.text ?? '', /and clean$/);
    assert.deepEqual(differences(before, await readState(handset.shell)), []);
    assert.equal((await readFile(file)).subarray(0, 2).toString(), 'PK');
  });

  it('starts a simulated handset for the time of the examination', async () => {
    const diagnoses = await examineStarted('sim+no-root', [], undefined);
    const printed = JSON.stringify(diagnoses, null, 2);
    assert.match(diagnoses[0]?.text ?? '', /simulated$/, printed);
    assert.equal(diagnoses.find(({ what }) => what === 'Appium session')?.state, 'fine', printed);
    assert.match(diagnoses.at(-1)?.text ?? '', /never clean/, printed);
  });

  it('says that a phone without the path to the recorder is never clean', async () => {
    // Another program has the port of the tunnel.
    await localAdb(handset.adb, handset.serial)(['reverse', 'tcp:8080', 'tcp:9']);
    const diagnoses = await provePhone(handset.serial, [], undefined);
    await localAdb(handset.adb, handset.serial)(['reverse', '--remove-all']);
    assert.match(diagnoses.at(-1)?.text ?? '', /never clean/, JSON.stringify(diagnoses, null, 2));
    assert.equal(diagnoses.find(({ what }) => what === 'certificate')?.state, 'missing');
  });
});
