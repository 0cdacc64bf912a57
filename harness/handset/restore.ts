import { openJournal, type Restored } from './journal/journal.ts';
import { readLocal, writeLocal } from './journal/shelves.ts';
import { reachPhone } from './phone.ts';
import { type AdbAddress, adbBeside, adbRunner } from './shell/adb.ts';
import { HandsetLost } from './shell/runner.ts';

/**
 * Undoes what a crashed run left on a phone, through the adb beside it: no Appium session is there any more.
 * A simulated handset that is gone took its changes with it; its journal is closed.
 */
export async function restorePhone(serial: string, adb: AdbAddress, journalDir: string): Promise<Restored> {
  const here = await readLocal({ folder: journalDir, serial });
  const beside = adbBeside(adb, serial);
  try {
    const phone = await reachPhone(serial, adbRunner(beside), beside);
    const journal = await openJournal(phone, journalDir, here?.simulated ?? false);

    return await journal.restore();
  } catch (error) {
    if (!(error instanceof HandsetLost) || !here?.simulated) throw error;
    await writeLocal({ folder: journalDir, serial, simulated: true }, []);

    return { undone: ['everything: the simulated handset is gone, and its changes with it'], failed: [] };
  }
}
