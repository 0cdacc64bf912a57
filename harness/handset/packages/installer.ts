import type { Browser } from 'webdriverio';
import { reasonOf } from '../../model/fault.ts';
import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { installFault } from '../refusals.ts';
import { ShellError } from '../shell/runner.ts';
import { sendFile } from './send-file.ts';
import { serveOnce } from './serve-once.ts';

export const INSTALL_MS = 120_000;

/** An APK to install: its path on this machine, and its SHA-256. */
interface Apk {
  file: string;
  package: string;
  sha256: string;
}

/** How `pm install` is asked to install. The shell user may pass each of these options (AOSP PackageManagerShellCommand). */
const BYPASS = '--bypass-low-target-sdk-block';

/**
 * Installs through Appium, which downloads the APK from a one-time URL and passes no options.
 * @throws {Fault} if the phone refuses the APK
 */
export async function installByAppium(
  session: Pick<Browser, 'executeScript'>,
  apk: Apk,
  serial: string,
): Promise<void> {
  const served = await serveOnce(apk.file);
  try {
    await session.executeScript('mobile: installApp', [{ appPath: served.url, timeout: INSTALL_MS }]);
  } catch (error) {
    throw installFault(serial, apk.package, reasonOf(error), error) ?? error;
  } finally {
    await served.close();
  }
}

/**
 * Installs with `pm install`, as root where there is root: MIUI asks about an app that the shell user installs.
 * @param options `bypass`: although the APK targets an Android that is too old
 * @throws {Fault} if the phone refuses the APK
 */
export async function installByShell(
  phone: Phone,
  journal: Journal,
  apk: Apk,
  options: { bypass: boolean },
): Promise<void> {
  const sent = await sendFile(phone, journal, apk);
  try {
    const flags = ['-r', '-d', ...(options.bypass ? [BYPASS] : [])];
    await phone.privileged(['pm', 'install', ...flags, sent.path], { timeoutMs: INSTALL_MS });
  } catch (error) {
    const text = error instanceof ShellError ? `${error.stdout} ${error.stderr}` : reasonOf(error);
    throw installFault(phone.serial, apk.package, text, error) ?? error;
  } finally {
    await sent.remove();
  }
}
