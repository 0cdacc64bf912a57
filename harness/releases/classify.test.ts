import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { browserSchema } from '../model/browser.ts';
import { Fault } from '../model/fault.ts';
import { readFamilies } from '../tables/families.ts';
import type { ApkFacts } from './apk.ts';
import { catalogueApk } from './classify.ts';

const MINT = resolve(import.meta.dirname, '../../apks/simulated/mint-3.4.0.apk');
/** An APK whose code contains none of Xiaomi's marks. */
const CHROME = resolve(import.meta.dirname, '../../apks/simulated/chrome-120.apk');

const families = await readFamilies();
const DECLARED = {
  package: 'test.browser',
  versionName: '1',
  versionCode: 1,
  activity: 'test.browser.Main',
};

describe('catalogueApk', () => {
  it('finds the family of a real APK by its package, and the switch by its version', async () => {
    const before = await catalogueApk(realApk({}), families, 'apks/a.apk');
    assert.deepEqual([before.family, before.statisticsSwitch, before.simulated], ['mint', false, false]);
    const after = await catalogueApk(realApk({ versionName: '3.4.3' }), families, 'apks/a.apk');
    assert.equal(after.statisticsSwitch, true);
    const flavoured = {
      package: 'com.mi.globalbrowser',
      versionName: '12.1.4-g',
      launchActivity: 'com.mi.globalbrowser.Main',
    };
    assert.equal((await catalogueApk(realApk(flavoured), families, 'apks/a.apk')).statisticsSwitch, true);
  });

  it("takes the family's activity if the manifest has no launcher activity", async () => {
    const apk = realApk({
      launchActivity: undefined,
      activities: ['a.B', 'com.miui.android.apps.chrome.Main'],
    });
    assert.equal((await catalogueApk(apk, families, 'a')).activity, 'com.miui.android.apps.chrome.Main');
  });

  const rejected: [what: string, apk: Partial<ApkFacts>, message: RegExp, fix: RegExp][] = [
    [
      'an unknown package',
      { package: 'org.mozilla.firefox' },
      /org\.mozilla\.firefox .* belongs to no known family/,
      /com\.android\.browser \(mi-browser\), .*com\.mi\.globalbrowser\.mini \(mint\)/,
    ],
    [
      'a simulated browser of an unknown family',
      { declaration: browserSchema.parse({ ...DECLARED, family: 'no-such-family' }) },
      /belongs to no known family/,
      /\(mint\)/,
    ],
    ['a split', { isSplit: true }, /one of several split APKs/, /as one APK/],
    ['the base of splits', { splitRequired: true }, /the base of several split APKs/, /as one APK/],
    ['no version', { versionName: '' }, /has no versionName/, /^$/],
    [
      'no activity',
      { launchActivity: undefined, activities: [] },
      /has no launcher activity/,
      /chrome\.Main/,
    ],
    [
      "another vendor's com.android.browser",
      { package: 'com.android.browser', file: CHROME },
      /\(signer 0{64}\) .* several vendors use the package name com\.android\.browser/,
      /com\.xiaomi\./,
    ],
  ];
  for (const [what, apk, message, fix] of rejected)
    it(`refuses ${what}`, async () => {
      await assert.rejects(
        catalogueApk(realApk(apk), families, 'a'),
        (error) => error instanceof Fault && message.test(error.message) && fix.test(error.fix ?? ''),
      );
    });
});

describe('catalogueApk of an APK with native code', () => {
  it('lists its ABIs, and none for an APK without', async () => {
    const native = await catalogueApk(realApk({ abis: ['armeabi-v7a'] }), families, 'a');
    assert.deepEqual(native.abis, ['armeabi-v7a']);
    assert.equal('abis' in (await catalogueApk(realApk({}), families, 'a')), false);
  });
});

describe('catalogueApk of an APK whose signature only newer phones accept', () => {
  for (const [minSdk, signedFromSdk, expected] of [
    [21, 0, 21],
    [21, 28, 28],
    [29, 24, 29],
  ] as const)
    it(`gives ${expected} as the lowest SDK for ${minSdk} in the manifest and ${signedFromSdk} for the signature`, async () => {
      const release = await catalogueApk(realApk({ minSdk, signedFromSdk }), families, 'a');
      assert.equal(release.minSdk, expected);
    });
});

function realApk(facts: Partial<ApkFacts>): ApkFacts {
  return {
    file: MINT,
    bytes: 1,
    sha256: 'a'.repeat(64),
    signer: '0'.repeat(64),
    unknownSdk: undefined,
    signedFromSdk: 0,
    simulated: false,
    abis: [],
    declaration: undefined,
    source: undefined,
    sdks: [],
    package: 'com.mi.globalbrowser.mini',
    versionName: '3.4.0',
    versionCode: 30400,
    minSdk: 21,
    targetSdk: 28,
    debuggable: false,
    activities: [],
    launchActivity: 'com.miui.android.apps.chrome.Main',
    instrumentations: [],
    isSplit: false,
    splitRequired: false,
    ...facts,
  };
}
