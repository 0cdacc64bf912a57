import { connect } from 'node:net';
import { openJournal, type Restored } from './journal/journal.ts';
import { readLocal, writeLocal } from './journal/shelves.ts';
import { reachPhone } from './phone.ts';
import { type AdbAddress, adbBeside, adbRunner } from './shell/adb.ts';
import { HandsetLost } from './shell/runner.ts';

/**
 * Undoes what a crashed run left on a phone, through the adb beside it: no Appium session is there any more.
 * A simulated handset that is gone took its changes with it; its journal is closed.
 * @param mayBeOfARun whether one that this adb server does not know may belong to a run, which has an adb server of its own
 */
export async function restorePhone(
  serial: string,
  adb: AdbAddress,
  journalDir: string,
  mayBeOfARun = false,
): Promise<Restored> {
  const here = await readLocal({ folder: journalDir, serial });
  const beside = adbBeside(adb, serial);
  try {
    const phone = await reachPhone(serial, adbRunner(beside), beside);
    const journal = await openJournal(phone, journalDir, here?.simulated ?? false);

    return await journal.restore();
  } catch (error) {
    if (!(error instanceof HandsetLost) || !here?.simulated) throw error;
    if (mayBeOfARun && (await listens(serial)))
      return {
        undone: [],
        failed: [
          {
            what: 'anything',
            why: 'the simulated handset still runs, and a run with it that tidies up itself',
          },
        ],
      };
    await writeLocal({ folder: journalDir, serial, simulated: true }, []);

    return { undone: ['everything: the simulated handset is gone, and its changes with it'], failed: [] };
  }
}

/** How long a port of this machine may take to answer, milliseconds. */
const ANSWER_MS = 1000;

/** Whether anybody answers at the address of a simulated handset, `127.0.0.1:5655`. */
async function listens(serial: string): Promise<boolean> {
  const port = /^127\.0\.0\.1:(\d{1,5})$/.exec(serial)?.[1];
  if (port === undefined) return false;
  const socket = connect({ host: '127.0.0.1', port: Number(port), timeout: ANSWER_MS });
  try {
    return await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true));
      for (const no of ['error', 'timeout']) socket.once(no, () => done(false));
    });
  } finally {
    socket.destroy();
  }
}
