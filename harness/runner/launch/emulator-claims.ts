import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journalFolder, stateFolder, writeLocal } from '../../handset/journal/storage.ts';
import { hasEnded } from '../process-state.ts';

/** A file for each emulator that a run boots, with the id of the run's process. */
const folder = (): string => join(stateFolder(), 'emulators');

/** Notes that this process boots an emulator with a serial. */
export async function claimEmulator(serial: string): Promise<void> {
  await mkdir(folder(), { recursive: true });
  await writeFile(join(folder(), serial), String(process.pid));
}

/** Forgets an emulator that has ended, and its journal: with `-read-only`, its changes no longer exist. */
export async function releaseEmulator(serial: string): Promise<void> {
  await writeLocal({ folder: journalFolder(), serial, simulated: false }, []);
  await rm(join(folder(), serial), { force: true });
}

/** Forgets the emulators of runs that were killed: they ended with their run. */
export async function forgetEndedEmulators(): Promise<void> {
  const serials = await readdir(folder()).catch(() => []); // No run has booted an emulator yet.
  for (const serial of serials) {
    const pid = Number(await readFile(join(folder(), serial), 'utf8'));
    if (hasEnded(pid)) await releaseEmulator(serial);
  }
}
