import { findAndroidSdk } from '../../../bin/environment.mjs';
import { Fault } from '../../model/fault.ts';

/** The Android SDK folder that Appium needs: `ANDROID_HOME`, Debian's, or the usual places. */
export async function androidSdk(): Promise<string> {
  const sdk = findAndroidSdk();
  if (!sdk)
    throw new Fault('no Android SDK was found: adb and the build tools are missing', {
      fix: 'run: npx leakgate doctor',
    });

  return sdk.home;
}
