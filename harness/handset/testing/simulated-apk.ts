import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ApkToInstall } from '../packages/packages.ts';

const APKS = resolve(import.meta.dirname, '../../../apks/simulated');

/** The packed APK of a simulated release, by the name of its folder. */
export async function simulatedApk(name: string, packageName: string): Promise<ApkToInstall> {
  const file = resolve(APKS, `${name}.apk`);
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

  return { file, package: packageName, sha256 };
}

/** The simulated release of mint with that version name. */
export const mint = (versionName: string): Promise<ApkToInstall> =>
  simulatedApk(`mint-${versionName}`, 'com.mi.globalbrowser.mini');
