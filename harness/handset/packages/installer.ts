import type { Browser } from 'webdriverio';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { refusalFault } from '../refusals.ts';
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

/** A fault for a refusal that Android's text names; undefined for another error. */
export function installFault(serial: string, name: string, text: string, cause: unknown): Fault | undefined {
  const restricted = refusalFault(serial, text, cause);
  if (restricted) return restricted;
  const refusal = /Failure \[[^\]]*\]|INSTALL_[A-Z_]+[^\n]*/.exec(text)?.[0];
  if (refusal === undefined) return undefined;
  const fix = FIXES.find(({ says }) => says.test(refusal))?.fix;

  return new Fault(`${serial} refused to install ${name}: ${refusal}`, {
    ...(fix !== undefined && { fix }),
    cause,
  });
}

/** Source: AOSP PackageManager, codes INSTALL_FAILED_*; Settings.Global, verifier_verify_adb_installs. */
const FIXES: readonly { says: RegExp; fix: string }[] = [
  {
    says: /VERIFICATION_(?:FAILURE|TIMEOUT)/,
    fix: "Play Protect blocked the app: on the phone, switch off 'Verify apps over USB' in the developer options, or allow the app in Play Protect",
  },
  {
    says: /INSUFFICIENT_STORAGE/,
    fix: 'free some storage of the phone',
  },
  {
    says: /UPDATE_INCOMPATIBLE/,
    fix: 'another signer signed the installed app: use a phone without it; a preinstalled app cannot be removed',
  },
  {
    says: /VERSION_DOWNGRADE/,
    fix: 'a newer version is installed: uninstall it, or use a phone without it',
  },
];
