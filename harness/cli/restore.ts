import { journalFolder, serialsWithJournal } from '../handset/journal/storage.ts';
import type { RestoreResult } from '../handset/journal/journal.ts';
import { removeAppium } from '../handset/remove-appium.ts';
import { restorePhone } from '../handset/restore.ts';
import type { AdbAddress } from '../handset/shell/adb.ts';
import type { ExitCode } from '../model/exit.ts';
import { Fault, invariant, reasonOf } from '../model/fault.ts';
import { removeAbandonedFolders } from '../runner/owned-folder.ts';
import { userAdbServer } from '../runner/launch/adb-server.ts';
import { forgetEndedEmulators } from '../runner/launch/emulator-claims.ts';
import { requireAndroidSdk } from '../runner/launch/sdk.ts';
import { requireSerial, unreachable } from './serial.ts';

export interface RestoreOptions {
  /** The serial of one phone; by default every phone with a journal on this machine. */
  handset?: string;
  /** Also removes the apps that Appium's driver installed. */
  removeAppium?: boolean;
  json?: boolean;
  /** The folder of the journals, and the adb for the phones; by default this machine's. */
  journals?: string;
  adb?: AdbAddress;
}

type Outcome = { handset: string; removed?: string[] } & RestoreResult;

/**
 * `leakgate restore`: undoes what a crashed run left on a phone and on this machine. @returns 0 if nothing is left, 3
 * otherwise.
 */
export async function restore(options: RestoreOptions = {}): Promise<ExitCode> {
  const journals = options.journals ?? journalFolder();
  await forgetEndedEmulators();
  const serials =
    options.handset === undefined ? await serialsWithJournal(journals) : [requireSerial(options.handset)];
  invariant(
    !options.removeAppium || serials.length > 0,
    '--remove-appium does not know from which phone to remove the apps',
    'name the phone: leakgate restore --remove-appium --handset SERIAL',
  );
  const adb: AdbAddress & { stop?(): Promise<void> } =
    options.adb ?? (await userAdbServer(await requireAndroidSdk()));
  await removeAbandonedFolders();
  const outcomes: Outcome[] = [];
  try {
    for (const serial of serials) {
      const outcome = await restoreOne(serial, adb, journals);
      outcomes.push(options.removeAppium ? await withoutAppium(outcome, adb) : outcome);
    }
  } finally {
    await adb.stop?.();
  }
  if (options.json) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  if (outcomes.length === 0)
    print('there is nothing to restore: this computer has no journal of changes to a phone');
  for (const outcome of outcomes) printOutcome(outcome);

  return outcomes.some(({ failed }) => failed.length > 0) ? 3 : 0;
}

async function restoreOne(serial: string, adb: AdbAddress, journals: string): Promise<Outcome> {
  try {
    return { handset: serial, ...(await restorePhone(serial, adb, journals, true)) };
  } catch (error) {
    // A phone that cannot be reached must not stop the others from being restored.
    return {
      handset: serial,
      undone: [],
      failed: [{ what: 'anything', why: textOf(unreachable(serial, error)) }],
    };
  }
}

function textOf(error: unknown): string {
  return error instanceof Fault && error.fix !== undefined
    ? `${error.message}. ${error.fix}`
    : reasonOf(error);
}

/** Removes Appium's apps after the phone's changes are undone, and adds what was removed. */
async function withoutAppium(outcome: Outcome, adb: AdbAddress): Promise<Outcome> {
  try {
    return { ...outcome, removed: await removeAppium(outcome.handset, adb) };
  } catch (error) {
    const what = "the installation of Appium's apps";

    return { ...outcome, failed: [...outcome.failed, { what, why: reasonOf(error) }] };
  }
}

function printOutcome({ handset, undone, failed, removed = [] }: Outcome): void {
  if (undone.length === 0 && failed.length === 0 && removed.length === 0)
    print(`${handset}: nothing to undo`);
  for (const what of undone) print(`${handset}: undone: ${what}`);
  for (const what of removed) print(`${handset}: removed: ${what}`);
  for (const { what, why } of failed) print(`${handset}: could not undo ${what}: ${why}`);
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
