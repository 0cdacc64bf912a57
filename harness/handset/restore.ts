import { connect } from 'node:net';
import { openJournal, type RestoreResult } from './journal/journal.ts';
import { readLocal, writeLocal } from './journal/storage.ts';
import { reachPhone } from './phone.ts';
import { type AdbAddress, localAdb, adbRunner } from './shell/adb.ts';
import { HandsetLost } from './shell/runner.ts';

/**
 * Undoes the changes that a crashed run left on a phone. It uses the local adb, because no Appium session is left. The
 * changes of a simulated handset that has ended are gone with it, so its journal is deleted.
 * @param mayBelongToActiveRun whether a handset that this adb server does not list may belong to a run with its own adb server
 */
export async function restorePhone(
  serial: string,
  adb: AdbAddress,
  journalDir: string,
  mayBelongToActiveRun = false,
): Promise<RestoreResult> {
  const local = await readLocal({ folder: journalDir, serial });
  const adbOfPhone = localAdb(adb, serial);
  try {
    const phone = await reachPhone(serial, adbRunner(adbOfPhone), adbOfPhone);
    const journal = await openJournal(phone, journalDir, local?.simulated ?? false);

    return await journal.restore();
  } catch (error) {
    if (!(error instanceof HandsetLost) || !local?.simulated) throw error;
    if (mayBelongToActiveRun && (await isListening(serial)))
      return {
        undone: [],
        failed: [
          {
            what: 'anything',
            why: 'a run that is still active uses the simulated handset; that run restores it when it ends',
          },
        ],
      };
    await writeLocal({ folder: journalDir, serial, simulated: true }, []);

    return {
      undone: ['everything: the simulated handset has stopped, so its changes no longer exist'],
      failed: [],
    };
  }
}

/** Milliseconds to wait for a connection to a port of this machine. */
const ANSWER_MS = 1000;

/** Whether the address of a simulated handset answers, such as `127.0.0.1:5655`. */
async function isListening(serial: string): Promise<boolean> {
  const port = /^127\.0\.0\.1:(\d{1,5})$/.exec(serial)?.[1];
  if (port === undefined) return false;
  const socket = connect({ host: '127.0.0.1', port: Number(port), timeout: ANSWER_MS });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      for (const event of ['error', 'timeout']) socket.once(event, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
