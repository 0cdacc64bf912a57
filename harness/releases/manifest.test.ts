import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { readManifest } from './manifest.ts';
import { readEntries, readEntry } from './zip.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const APPIUM = join(PROJECT, 'node_modules/appium-uiautomator2-driver/node_modules');

describe('readManifest', () => {
  it('reads the manifest of a simulated browser', async () => {
    const manifest = readManifest(await manifestIn(join(PROJECT, 'apks/simulated/mint-3.4.0.apk')));
    assert.deepEqual(manifest, {
      package: 'com.mi.globalbrowser.mini',
      versionName: '3.4.0',
      versionCode: 30400,
      minSdk: 21,
      targetSdk: 28,
      debuggable: false,
      activities: ['com.miui.android.apps.chrome.Main'],
      launchActivity: 'com.miui.android.apps.chrome.Main',
      instrumentations: [],
      isSplit: false,
      splitRequired: false,
    });
  });

  it("reads Appium's manifests, which other tools compiled", async () => {
    const settings = readManifest(
      await manifestIn(join(APPIUM, 'io.appium.settings/apks/settings_apk-debug.apk')),
    );
    assert.equal(settings.package, 'io.appium.settings');
    assert.equal(settings.launchActivity, 'io.appium.settings.Settings');
    assert.equal(settings.debuggable, true);
  });

  it('reads a test APK without version and activity', async () => {
    const file = 'appium-uiautomator2-server/apks/appium-uiautomator2-server-debug-androidTest.apk';
    const manifest = readManifest(await manifestIn(join(APPIUM, file)));
    assert.equal(manifest.versionName, '');
    assert.equal(manifest.launchActivity, undefined);
    assert.deepEqual(manifest.instrumentations, [
      { name: 'androidx.test.runner.AndroidJUnitRunner', target: 'io.appium.uiautomator2.server' },
    ]);
  });

  it('returns or throws an Error for any broken manifest', async () => {
    const validManifest = await manifestIn(join(PROJECT, 'apks/simulated/mint-3.4.0.apk'));
    const broken = fc.array(fc.tuple(fc.nat(validManifest.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(broken, fc.nat(validManifest.length), (changes, length) => {
        const bytes = Buffer.from(validManifest);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          readManifest(bytes.subarray(0, length));
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('rejects a chunk of size 0', async () => {
    const bytes = Buffer.from(await manifestIn(join(PROJECT, 'apks/simulated/mint-3.4.0.apk')));
    bytes.writeUInt32LE(0, 8 + bytes.readUInt32LE(12) + 4);
    assert.throws(() => readManifest(bytes), /the chunk at byte \d+ has no valid size/);
  });

  it('rejects everything except compiled XML', () => {
    assert.throws(() => readManifest(Buffer.from('<manifest package="a.b"/>')));
    assert.throws(() => readManifest(Buffer.alloc(0)));
  });
});

async function manifestIn(file: string): Promise<Buffer> {
  for await (const entry of readEntries(file))
    if (entry.name === 'AndroidManifest.xml') return await readEntry(entry, 2 ** 24);

  throw new Error(`${file} has no manifest`);
}
