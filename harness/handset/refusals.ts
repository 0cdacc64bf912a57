import { Fault } from '../model/fault.ts';

/** What MIUI says if a switch of its developer options is off. */
const REFUSALS: readonly { says: RegExp; what: string }[] = [
  // Source: MIUI; rom1v/sndcpy issue 64, dotnet/maui issue 10829.
  { says: /INSTALL_FAILED_USER_RESTRICTED/, what: 'to install an app over USB' },
  // Source: AOSP SettingsProvider.enforceWritePermission; appium issues 16919 and 19466.
  {
    says: /WRITE_SECURE_SETTINGS|\bhidden_api_policy\b.*(?:exited with code|SecurityException)/s,
    what: 'to change a setting',
  },
  // Source: AOSP TelephonyManager.setDataEnabled; UiAutomation.injectInputEvent.
  { says: /SecurityException[^]*?(?:MODIFY_PHONE_STATE|INJECT_EVENTS)/, what: 'a command of the shell user' },
];

/** The switches of the developer options that MIUI has beside Android's own. */
const SWITCHES = "'Install via USB' and 'USB debugging (Security settings)'";

/**
 * A fault for a phone that refuses what adb's shell user asks, as MIUI does until its switches are on; undefined if `text` has no
 * such refusal.
 *
 * @param text what the phone or Appium said
 */
export function refusalFault(serial: string, text: string, cause?: unknown): Fault | undefined {
  const refusal = REFUSALS.find(({ says }) => says.test(text));

  return (
    refusal &&
    new Fault(`${serial} refused ${refusal.what}`, {
      fix: `on the phone, in the developer options, switch on ${SWITCHES}, and confirm each prompt that appears during the run`,
      cause,
    })
  );
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
