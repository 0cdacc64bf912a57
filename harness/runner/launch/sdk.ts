import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { missingText } from '../../../bin/checks.mjs';
import { findAndroidSdk, findChromium } from '../../../bin/environment.mjs';
import { Fault, reasonOf } from '../../model/fault.ts';

/** The Android SDK folder that Appium needs. @throws {Fault} if none has adb */
export async function requireAndroidSdk(): Promise<string> {
  const sdk = findAndroidSdk();
  if (!sdk)
    throw new Fault(`no Android SDK was found: ${missingText('adb')}`, {
      fix: 'run: npx leakgate doctor',
    });

  return sdk.home;
}

/** The version that the stand-in engine's Chromium prints. @throws {Fault} if there is no Chromium */
export async function readEngineVersion(): Promise<string> {
  const chromium = findChromium();
  if (!chromium)
    throw new Fault(`the simulated handset needs Chromium, which was not found: ${missingText('Chromium')}`, {
      fix: 'run: npx leakgate doctor',
    });
  const { stdout } = await promisify(execFile)(chromium, ['--version', '--no-sandbox']).catch(
    (error: unknown) => {
      throw new Fault(`${chromium} --version failed: ${reasonOf(error)}`, {
        fix: 'install Chromium or Google Chrome again, or set CHROMIUM_PATH to one that starts',
        cause: error,
      });
    },
  );

  return stdout.trim();
}
