import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAdb } from '../../handset/shell/adb.ts';
import { withSerial } from '../../runner/launch/single-phone.ts';
import type { Diagnosis } from './diagnosis.ts';
import { examineAttached } from './phone.ts';
import { provePhoneWith } from './prove-phone.ts';

/** The clock of a simulated handset, as in a run. */
const SPEED = 40;

/**
 * Starts a simulated handset or an emulator, and examines it as an attached phone: also each step of a run is done once on it.
 * Ends it afterwards.
 * @param bundle the archive to write, if any
 */
export async function examineStarted(
  handset: string,
  machine: readonly Diagnosis[],
  bundle: string | undefined,
): Promise<Diagnosis[]> {
  const logDir = await mkdtemp(join(tmpdir(), 'leakgate-doctor-'));
  const print = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const use = { handset, id: `doctor-${process.pid}`, logDir, print, speed: SPEED };

    return await withSerial(use, async (phone) => {
      const runAdb = localAdb({ path: phone.adb.path, port: phone.adb.port }, phone.serial);
      const shell = async (...args: string[]): Promise<string> =>
        (await runAdb(['shell', ...args])).stdout.trim();
      const examined = await examineAttached(shell, phone.serial);

      return [...examined, ...(await provePhoneWith(phone, [...machine, ...examined], bundle))];
    });
  } finally {
    await rm(logDir, { recursive: true, force: true });
  }
}
