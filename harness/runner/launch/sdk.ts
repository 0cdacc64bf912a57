import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findAndroidSdk, findChromium } from '../../../bin/environment.mjs';
import { Fault } from '../../model/fault.ts';

/** The Android SDK folder that Appium needs. @throws {Fault} if none has adb */
export async function requireAndroidSdk(): Promise<string> {
  const sdk = findAndroidSdk();
  if (!sdk)
    throw new Fault('no Android SDK was found: adb and the build tools are missing', {
      fix: 'run: npx leakgate doctor',
    });

  return sdk.home;
}

/** The version that the stand-in engine's Chromium prints. @throws {Fault} if there is no Chromium */
export async function readEngineVersion(): Promise<string> {
  const chromium = findChromium();
  if (!chromium)
    throw new Fault('no Chromium was found, and the simulated handset needs it', {
      fix: 'run: npx leakgate doctor',
    });
  const { stdout } = await promisify(execFile)(chromium, ['--version', '--no-sandbox']);

  return stdout.trim();
}
