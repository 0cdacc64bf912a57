import { restorePhone } from '../../handset/restore.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { reasonOf } from '../../model/fault.ts';
import { readAssignment } from '../assignment.ts';
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
        : `${phone} could not be restored: ${reasonOf(error)}; when it is attached again, run: npx leakgate restore --handset ${phone}`,
    );
  }
}
