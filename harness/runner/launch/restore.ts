import { restorePhone } from '../../handset/restore.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { reasonOf } from '../../model/fault.ts';
import { readAssignment } from '../assignment.ts';
import type { AdbServer } from './adb-server.ts';

/** Restores the phone of a worker that failed; a worker that ended with 0 has done so itself. */
export async function restoreAfterWorker(
  runDir: string,
  worker: string,
  exitCode: number,
  adb: AdbServer,
  say: (text: string) => void,
): Promise<void> {
  const { serial, refused } = readAssignment(runDir, worker);
  if (refused !== undefined || exitCode === 0) return;
  try {
    const restored = await restorePhone(serial, { path: adb.path, port: adb.port }, journalFolder());
    for (const { what, why } of restored.failed) say(`${serial}: could not undo ${what}: ${why}`);
  } catch (error) {
    say(
      `${serial} could not be restored: ${reasonOf(error)}; when it is attached again, run: npx leakgate restore --handset ${serial}`,
    );
  }
}
