import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHandset, type RunningHandset } from './handset.ts';
import { startRealAdb, type RealAdb } from './testing/real-adb.ts';
import { startRealAppium, type RealAppium } from './testing/real-appium.ts';

const GOLDEN = join(import.meta.dirname, 'default-session.golden.txt');
const APK = join(import.meta.dirname, '../../apks/simulated/mint-3.4.0.apk');
const MINT = 'com.mi.globalbrowser.mini';
const respond = () => ({ status: 404, headers: [], body: new Uint8Array(), responder: 'test' });

describe('a session of the real driver on a simulated handset', function () {
  this.timeout(180_000);
  let adb: RealAdb;
  let appium: RealAppium;
  let handset: RunningHandset;
  const services: string[] = [];
  const shell = async (session: string, command: string) =>
    await appium.execute(session, 'mobile: shell', { command, includeStderr: true });

  before(async () => {
    adb = await startRealAdb();
    handset = await startHandset({ respond, onService: (name) => void services.push(name) });
    await adb.run('connect', handset.serial);
    appium = await startRealAppium(adb.port);
  });
  after(async () => {
    await appium.stop();
    await adb.stop();
    await handset.stop();
  });

  it('sends exactly the requests of the golden list, all of them modelled', async () => {
    const session = await appium.open({ 'appium:udid': handset.serial });
    await appium.close(session);
    const sent = [...new Set(services.map(withoutVariables))].toSorted().join('\n');
    // A new version of the driver may ask for other things: see that they are modelled, then take its list.
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(GOLDEN, `${sent}\n`);
    assert.equal(`${sent}\n`, await readFile(GOLDEN, 'utf8'));
    assert.deepEqual(handset.device.unmodelled.list(), []);
  });

  it('installs and starts a release, and gets an error for a missing activity', async () => {
    const session = await appium.open({ 'appium:udid': handset.serial });
    try {
      await appium.execute(session, 'mobile: installApp', { appPath: APK });
      const installed = handset.device.packages.get(MINT);
      assert.equal(installed?.versionName, '3.4.0');
      const started = await appium.execute(session, 'mobile: startActivity', {
        intent: `${MINT}/${installed.launchActivity}`,
        wait: true,
      });
      assert.match(String(started), /Status: ok\nLaunchState: COLD\n/);
      assert.equal(handset.device.activities.focused().package, MINT);
      assert.match(
        String(await appium.execute(session, 'mobile: startActivity', { intent: `${MINT}/.No`, wait: true })),
        /Error: Activity class \{com\.mi\.globalbrowser\.mini\/\.No\} does not exist\./,
      );
      await appium.execute(session, 'mobile: removeApp', { appId: MINT });
      assert.equal(handset.device.packages.get(MINT), undefined);
      assert.deepEqual(handset.device.unmodelled.list(), []);
    } finally {
      await appium.close(session);
    }
  });

  it('passes arguments through the driver to the shell, and exit codes back', async () => {
    const session = await appium.open({ 'appium:udid': handset.serial });
    try {
      assert.deepEqual(await shell(session, `printf '%s\\n' 'a;b' "it's" '$HOME&|' 'x\ny'`), {
        stdout: "a;b\nit's\n$HOME&|\nx\ny\n",
        stderr: '',
      });
      await assert.rejects(shell(session, 'exit 3'), /code 3/);
      await assert.rejects(shell(session, 'frobnicate'), /inaccessible or not found/);
    } finally {
      await appium.close(session);
    }
  });
});

/** A service's name without what differs from one session to the next. */
function withoutVariables(name: string): string {
  return name.replace(/-S \d+/, '-S N').replace(/TERM=[\w-]+/, 'TERM=...');
}
