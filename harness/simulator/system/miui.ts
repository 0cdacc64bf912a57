import { setTimeout as sleep } from 'node:timers/promises';
import { AndroidError, type Device } from '../device.ts';

type MiuiDevice = Pick<Device, 'options'>;

/** adb's user, whose commands MIUI limits; root and apps are not limited. */
const SHELL_UID = 2000;
/** Real milliseconds until the phone's owner has confirmed a prompt. */
const CONFIRM_MS = 300;

/** MIUI's own properties, and those of a Xiaomi phone. Source: a MIUI 14 build.prop. */
export const MIUI_PROPERTIES: Record<string, string> = {
  'ro.miui.region': 'Global',
  'ro.miui.ui.version.code': '14',
  'ro.miui.ui.version.name': 'V140',
  'ro.product.brand': 'Xiaomi',
  'ro.product.manufacturer': 'Xiaomi',
};

/**
 * What `settings` prints if the user may not change a setting; undefined if the user may. On MIUI the shell user may not, until the
 * owner has switched on "USB debugging (Security settings)". Source: AOSP SettingsProvider.enforceWritePermission; appium issue
 * 16919.
 *
 * @param verb of the command, such as `put`
 */
export function settingsRefusal({ options }: MiuiDevice, uid: number, verb: string): string | undefined {
  if (options.miui === undefined || uid !== SHELL_UID) return undefined;

  return `\nException occurred while executing '${verb}':\njava.lang.SecurityException: Permission denial: writing to settings requires:android.permission.WRITE_SECURE_SETTINGS\n`;
}

/** What `svc data` prints if the user may not switch mobile data. Source: AOSP TelephonyManager.setDataEnabled. */
export function dataRefusal({ options }: MiuiDevice, uid: number): string | undefined {
  if (options.miui === undefined || uid !== SHELL_UID) return undefined;

  return 'java.lang.SecurityException: Neither user 2000 nor current process has android.permission.MODIFY_PHONE_STATE.\n';
}

/**
 * Waits until the phone's owner has confirmed MIUI's prompt for an app that adb installs. Throws a message of `pm install` if the
 * switch "Install via USB" is off. Source: rom1v/sndcpy issue 64, dotnet/maui issue 10829.
 */
export async function confirmUsbInstall({ options }: MiuiDevice, uid: number): Promise<void> {
  if (options.miui === undefined || uid !== SHELL_UID) return;
  if (options.miui === 'locked')
    throw new AndroidError('Failure [INSTALL_FAILED_USER_RESTRICTED: Install canceled by user]');
  await sleep(CONFIRM_MS);
}
