import type { AndroidRules, InstalledPackage } from '../device.ts';

/** Apps of the system image. They have a name, a UID and data; they cannot be started, but other apps can bind them. */
type Row = readonly [name: string, uid: number, versionName: string, versionCode: number];
const ROWS: readonly Row[] = [
  ['com.google.android.gms', 10_050, '22.45.15 (190400-489045761)', 224_515_037],
  ['com.miui.analytics', 10_060, '4.2.2', 2_022_071_100],
  ['com.xiaomi.xmsf', 10_061, '5.6.1', 50_060_100],
];

/** The vendor's apps to which its browsers send events. */
export function isHelper(name: string): boolean {
  return name === 'com.miui.analytics' || name === 'com.xiaomi.xmsf';
}

/** Apps whose code is for 32 bits only. */
export function is32Bit(name: string): boolean {
  return name === 'com.xiaomi.xmsf';
}

/** AOSP's platform key, test-keys: SHA-256 of its certificate. */
const PLATFORM_SIGNER = 'c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8';

export function systemPackages(
  { release, sdk }: AndroidRules,
  dataDirOf: (name: string) => string,
): InstalledPackage[] {
  const keyboard: Row = ['com.android.inputmethod.latin', 10_070, release, sdk];

  return [...ROWS, keyboard].map(([name, uid, versionName, versionCode]) => ({
    package: name,
    uid,
    versionName,
    versionCode,
    minSdk: sdk,
    targetSdk: sdk,
    debuggable: false,
    signer: PLATFORM_SIGNER,
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
