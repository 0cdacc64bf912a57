import type { AndroidRules, InstalledPackage } from '../device.ts';

/** SHA-256 of the certificates that sign the system image. AOSP's platform key is that of its test keys; the others are invented. */
const SIGNERS = {
  platform: 'c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8',
  google: '7ce83c1b71f3d572fed04c8d40c5cb10ff75e6d87d9df6fbd53f0468c2905053',
  shared: '28bbfe4a7b97e74681dc55c2fbb6ccb8d6c74963733f6af6ae74d8c3a6e879fd',
};

/** Apps of the system image. They have a name, a UID and data; they cannot be started, but other apps can bind them. */
type Row = readonly [
  name: string,
  uid: number,
  versionName: string,
  versionCode: number,
  signer: keyof typeof SIGNERS,
];
const ROWS: readonly Row[] = [
  ['com.google.android.gms', 10_050, '22.45.15 (190400-489045761)', 224_515_037, 'google'],
  ['com.miui.analytics', 10_060, '4.2.2', 2_022_071_100, 'platform'],
  ['com.xiaomi.xmsf', 10_061, '5.6.1', 50_060_100, 'platform'],
  ['com.xiaomi.discover', 10_062, '2022.11.21', 2_022_112_100, 'platform'],
];

/** The vendor's apps to which its browsers send events. */
export function isHelper(name: string): boolean {
  return name === 'com.miui.analytics' || name === 'com.xiaomi.xmsf';
}

/** Apps whose code is for 32 bits only. */
export function is32Bit(name: string): boolean {
  return name === 'com.xiaomi.xmsf';
}

export function systemPackages(
  { release, sdk }: AndroidRules,
  dataDirOf: (name: string) => string,
): InstalledPackage[] {
  const ofRelease: Row[] = [
    ['android', 1000, release, sdk, 'platform'],
    ['com.android.inputmethod.latin', 10_070, release, sdk, 'shared'],
  ];

  return [...ROWS, ...ofRelease].map(([name, uid, versionName, versionCode, signer]) => ({
    package: name,
    uid,
    versionName,
    versionCode,
    minSdk: sdk,
    targetSdk: sdk,
    debuggable: false,
    signer: SIGNERS[signer],
    system: true,
    apkFile: '',
    codePath: `/product/app/${name}/base.apk`,
    dataDir: dataDirOf(name),
    launchActivity: undefined,
    activities: [],
    browser: undefined,
    firstInstallTime: 0,
    lastUpdateTime: 0,
  }));
}
