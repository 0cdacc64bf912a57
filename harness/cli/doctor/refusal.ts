import { reasonOf } from '../../model/fault.ts';

/** What a phone says when it refuses what Appium or the harness does, and the switch that allows it. */
const REFUSALS: readonly { says: RegExp; fix: string }[] = [
  {
    says: /WRITE_SECURE_SETTINGS|hidden_api_policy/,
    fix: 'in the developer options of the phone, switch on "USB debugging (Security settings)"',
  },
  {
    says: /USER_RESTRICTED/,
    fix: 'in the developer options of the phone, switch on "Install via USB", and confirm the dialog on the phone',
  },
  {
    says: /VERIFICATION_FAILURE/,
    fix: 'switch off the verification of apps installed over USB, in the developer options of the phone',
  },
];

/** The first line of an error, and what to do about a refusal that is known. */
export function refusalOf(error: unknown): { text: string; fix: string[] } {
  const all = reasonOf(error);

  return {
    text: all.split('\n')[0] ?? '',
    fix: REFUSALS.filter(({ says }) => says.test(all)).map(({ fix }) => fix),
  };
}
