import { restorePhone } from '../../handset/restore.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { reasonOf } from '../../model/fault.ts';
import { readAssignment } from '../assignment.ts';
import type { AdbServer } from './adb-server.ts';

/** Undoes what a worker that died left on its phone; a worker that ended well has done so itself and left nothing. */
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
      `${serial} could not be put back as it was: ${reasonOf(error)}; when it is there again: npx leakgate restore --handset ${serial}`,
    );
  }
}
