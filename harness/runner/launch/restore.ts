import { restorePhone } from '../../handset/restore.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { reasonOf } from '../../model/fault.ts';
import { readAssignment } from '../assignment.ts';
import type { AdbServer } from './adb-server.ts';

/** Restores the phone of a worker that failed. A worker that ended with exit code 0 has restored the phone itself. */
export async function restoreAfterWorker(
  runDir: string,
  worker: string,
  exitCode: number,
  adb: AdbServer,
  print: (text: string) => void,
): Promise<void> {
  const { serial, refused } = readAssignment(runDir, worker);
  if (refused !== undefined || exitCode === 0) return;
  try {
    const restored = await restorePhone(serial, { path: adb.path, port: adb.port }, journalFolder());
    for (const { what, why } of restored.failed) print(`${serial}: could not undo ${what}: ${why}`);
  } catch (error) {
    print(
      `${serial} could not be restored: ${reasonOf(error)}; when it is attached again, run: npx leakgate restore --handset ${serial}`,
    );
  }
}
