import { openJournal, type Restored } from './journal/journal.ts';
import { reachPhone } from './phone.ts';
import { type AdbAddress, adbBeside, adbRunner } from './shell/adb.ts';

/** Undoes what a crashed run left on a phone, through the adb beside it: no Appium session is there any more. */
export async function restorePhone(serial: string, adb: AdbAddress, journalDir: string): Promise<Restored> {
  const beside = adbBeside(adb, serial);
  const phone = await reachPhone(serial, adbRunner(beside), beside);
  const journal = await openJournal(phone, journalDir);

  return await journal.restore();
}
