import { HandsetLost } from '../handset/shell/adb.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { parseHandset } from '../runner/handset-choice.ts';

/**
 * The serial in `--handset`, for a command about a phone that stays. `sim@PORT` is the simulated handset that runs there.
 * @throws {Fault} for a handset that exists only during a run
 */
export function requireSerial(handset: string): string {
  const choice = parseHandset(handset);
  if (choice.kind === 'serial') return choice.serial;
  if (choice.kind === 'emulator')
    throw new Fault(
      `--handset ${handset}: a run boots this emulator and ends it again, so it is not there now`,
      {
        fix: `Boot it with: emulator -avd ${choice.avd}. Then use the serial that adb devices lists.`,
      },
    );
  if (choice.port !== undefined) return `127.0.0.1:${choice.port}`;
  throw new Fault(
    `--handset ${handset}: a run starts this simulated handset and ends it again, so it is not there now`,
    {
      fix: 'Start one that stays with: leakgate handset start --port 5655. Then use --handset sim@5655.',
    },
  );
}

/** adb's words for a phone that is not there, which may follow other output of `adb push` (AOSP adb, transport.cpp). */
const NO_PHONE = /\bdevice (?:'[^']*' not found|offline|unauthorized)/;

/** The same error, or one that names the phone and the fix if adb could not reach the phone. */
export function unreachable(serial: string, error: unknown): unknown {
  if (!(error instanceof HandsetLost) && !NO_PHONE.test(reasonOf(error))) return error;

  return new Fault(`adb cannot reach ${serial}`, {
    fix: 'Attach the phone and allow USB debugging (on the network: adb connect HOST:PORT). adb devices lists the serials.',
    cause: error,
  });
}
