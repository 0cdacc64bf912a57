import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../model/fault.ts';

const DEBIAN = '/usr/share/android-framework-res/framework-res.apk';

/** Android's own resources, against which a manifest is compiled: Debian's package, else the newest platform of an SDK. */
export async function frameworkResources(): Promise<string> {
  const { ANDROID_HOME, ANDROID_SDK_ROOT } = process.env;
  const sdks = [ANDROID_HOME, ANDROID_SDK_ROOT].flatMap((folder) => (folder ? [folder] : []));
  const platforms = (await Promise.all(sdks.map(platformsOf))).flat();
  for (const file of [DEBIAN, ...platforms]) if (await isThere(file)) return file;

  throw new Fault("Android's framework resources, which a manifest is compiled against, are not here", {
    fix: 'install them: apt install android-framework-res, or set ANDROID_HOME to an Android SDK with a platform',
  });
}

async function platformsOf(sdk: string): Promise<string[]> {
  const folder = join(sdk, 'platforms');
  // An SDK without platforms is one of several places; the Fault above is for none of them having any.
  const names = await readdir(folder).catch(() => [] as string[]);
  names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));

  return names.map((name) => join(folder, name, 'android.jar'));
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
