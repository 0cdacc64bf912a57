import { restorePhone } from '../../handset/restore.ts';
import { journalFolder, readLocal } from '../../handset/journal/storage.ts';
import { counted } from '../../model/counted.ts';
import { reasonOf } from '../../model/fault.ts';
import { type Assignment, readAssignment, readAssignments } from '../assignment.ts';
import type { AdbServer } from './adb-server.ts';

/**
 * Restores the phone of a worker that failed. A worker that ended with exit code 0 has restored the phone itself. Never throws:
 * prints what could not be restored.
 */
export async function restoreAfterWorker(
  runDir: string,
  worker: string,
  exitCode: number,
  adb: AdbServer,
  print: (text: string) => void,
): Promise<void> {
  if (exitCode === 0) return;
  let phone: string | undefined;
  try {
    const { serial, refused } = readAssignment(runDir, worker);
    if (refused !== undefined) return;
    phone = serial;
    const restored = await restorePhone(serial, { path: adb.path, port: adb.port }, journalFolder());
    for (const { what, why } of restored.failed) print(`${serial}: could not undo ${what}: ${why}`);
  } catch (error) {
    print(
      phone === undefined
        ? `the phone of worker ${worker} could not be restored: ${reasonOf(error)}; when it is attached, run: npx leakgate restore`
        : `${phone} could not be restored: ${reasonOf(error)}; when it is attached again, run: ${restoreCommand(phone)}`,
    );
  }
}

/**
 * Restores the phones of a run that was interrupted. Call it when the run's processes have ended: a worker that still runs would
 * change the phone again. Never throws: prints what could not be restored.
 */
export async function restoreInterruptedRun(runDir: string, print: (text: string) => void): Promise<void> {
  for (const { serial, adb, changes } of await changedPhones(runDir)) {
    print(`${serial}: undoing ${counted(changes, 'change')} to the phone ...`);
    try {
      const { failed } = await restorePhone(serial, adb, journalFolder());
      for (const { what, why } of failed) print(`${serial}: could not undo ${what}: ${why}`);
      print(
        failed.length === 0
          ? `${serial}: everything that the run changed on the phone was undone`
          : `${serial}: try again with: ${restoreCommand(serial)}`,
      );
    } catch (error) {
      print(
        `${serial} could not be restored: ${reasonOf(error)}; when it is attached again, run: ${restoreCommand(serial)}`,
      );
    }
  }
}

/** The commands that restore the phones which a run has left changed, one for each phone. */
export async function restoreCommands(runDir: string): Promise<string[]> {
  return (await changedPhones(runDir)).map(({ serial }) => restoreCommand(serial));
}

interface ChangedPhone extends Pick<Assignment, 'serial' | 'adb'> {
  /** Number of changes in the journal. */
  changes: number;
}

/** The phones of a run whose journal lists changes. */
async function changedPhones(runDir: string): Promise<ChangedPhone[]> {
  const phones: ChangedPhone[] = [];
  for (const { serial, adb } of readAssignments(runDir)) {
    const journal = await readLocal({ folder: journalFolder(), serial });
    if (journal) phones.push({ serial, adb, changes: journal.changes.length });
  }

  return phones;
}

function restoreCommand(serial: string): string {
  return `npx leakgate restore --handset ${serial}`;
}
