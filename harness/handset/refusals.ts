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
