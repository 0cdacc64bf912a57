import { join } from 'node:path';
import type { BrowserDeclaration } from '../../model/browser.ts';
import type { BrowserApp } from '../app.ts';
import type { BareDevice } from '../bare-device.ts';
import type { InstalledPackage } from '../device.ts';
import { systemPackages } from '../packages/system-packages.ts';

/** The UIDs of the browser and of its isolated process on a bare device. */
export const BROWSER_UID = 10_200;
export const ISOLATED_UID = 99_101;

/** Installs a simulated browser next to the apps of the system image, on a bare device. */
export function installBrowser(
  device: BareDevice,
  declaration: BrowserDeclaration,
  script: string,
): BrowserApp {
  const system = systemPackages(device.rules, (name) => join(device.options.workDir, name));
  const { package: name, versionName, versionCode, minSdk, targetSdk, debuggable, activity } = declaration;
  const installed: InstalledPackage = {
    package: name,
    versionName,
    versionCode,
    minSdk,
    targetSdk,
    debuggable,
    signer: 'ab'.repeat(32),
    uid: BROWSER_UID,
    system: false,
    apkFile: '',
    codePath: '',
    dataDir: join(device.options.workDir, name),
    launchActivity: activity,
    activities: [activity],
    browser: { declaration, source: script },
    firstInstallTime: 0,
    lastUpdateTime: 0,
  };
  const packages = [installed, ...system];
  Object.assign(device.packages, {
    get: (wanted: string) => packages.find((each) => each.package === wanted),
    list: () => packages,
  });

  return { pid: 1, uid: BROWSER_UID, name, package: name, installed, declaration };
}
