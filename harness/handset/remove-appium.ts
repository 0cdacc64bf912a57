import { reachPhone, runAllSteps } from './phone.ts';
import { type AdbAddress, adbRunner, localAdb } from './shell/adb.ts';

/** Where Appium's driver keeps what it has installed (appium-adb 16, lib/tools/settings-client-commands.ts: mock_apps.json). */
const MOCK_APPS = '/data/local/tmp/mock_apps.json';
/** The driver's app for settings, and its two apps of UiAutomator2 (appium-uiautomator2-driver 8). */
const APPIUM = /^package:(io\.appium\.[\w.]+)$/gm;
const UNINSTALL_MS = 90_000;

/**
 * Removes the apps that Appium's driver installed on a phone, with what the driver has allowed them: exceptions from Doze, and access to
 * notifications. Their permissions and app operations end with the apps. Uses the local adb: an Appium session needs these apps.
 *
 * @returns the packages and files that were removed
 * @throws if something is still there
 */
export async function removeAppium(serial: string, adb: AdbAddress): Promise<string[]> {
  const adbOfPhone = localAdb(adb, serial);
  const phone = await reachPhone(serial, adbRunner(adbOfPhone), adbOfPhone);
  const installed = async (): Promise<string[]> =>
    [...(await phone.shell(['pm', 'list', 'packages', 'io.appium'])).matchAll(APPIUM)].map(
      ([, name = '']) => name,
    );
  const names = await installed();
  const hasFile = await phone.exists(MOCK_APPS);
  await runAllSteps([
    ...names.map((name) => async () => {
      await phone.shell(['dumpsys', 'deviceidle', 'whitelist', `-${name}`]);
      if (name === 'io.appium.settings')
        await phone.shell(['cmd', 'notification', 'disallow_listener', `${name}/.NLService`]);
      await phone.privileged(['pm', 'uninstall', name], { timeoutMs: UNINSTALL_MS });
    }),
    () => phone.shell(['rm', '-f', MOCK_APPS]),
  ]);
  const left = [...(await installed()), ...((await phone.exists(MOCK_APPS)) ? [MOCK_APPS] : [])];
  if (left.length > 0) throw new Error(`${left.join(', ')} could not be removed`);

  return [...names, ...(hasFile ? [MOCK_APPS] : [])];
}
