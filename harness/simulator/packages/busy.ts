import type { InstalledPackage } from '../device.ts';

/** The second user of a busy phone, such as a work profile. */
export const SECOND_USER = 10;
/** How many apps a busy phone has besides those of every simulated handset. */
const COUNT = 300;
/** Above the UIDs of browsers that a run installs. */
const FIRST_UID = 10_300;
/** Of so many UIDs, one is free, as removed apps leave them. */
const FREE_EVERY = 8;

/** Apps that a busy phone's user has installed: each has a signature and a UID of its own. They cannot be started. */
export function busyPackages(sdk: number, dataDirOf: (name: string) => string): InstalledPackage[] {
  return Array.from({ length: COUNT }, (_, at) => {
    const name = `com.example.app${String(at).padStart(3, '0')}`;

    return {
      package: name,
      uid: FIRST_UID + at + Math.floor(at / FREE_EVERY),
      versionName: `${1 + (at % 9)}.0`,
      versionCode: 100 + at,
      minSdk: 21,
      targetSdk: sdk,
      debuggable: false,
      signer: (0x1000 + at).toString(16).padStart(8, 'b').padEnd(64, 'c'),
      system: false,
      apkFile: '',
      codePath: `/data/app/~~${name}==/${name}-1==/base.apk`,
      dataDir: dataDirOf(name),
      launchActivity: undefined,
      activities: [],
      browser: undefined,
      firstInstallTime: 0,
      lastUpdateTime: 0,
    };
  });
}
