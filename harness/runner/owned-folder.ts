import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded } from './process-state.ts';

const PREFIX = 'leakgate-';
const OWNER = 'owner.pid';

/** What a run keeps outside of its evidence: keys that nobody else may read, and what its programs write on the way. */
export type Purpose = 'keys' | 'tmp';

/** Makes a run's folder in the system's temporary one; only this user can open it, and it tells which process made it. */
export async function makeOwned(purpose: Purpose, run: string): Promise<string> {
  const folder = folderOf(purpose, run);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, OWNER), String(process.pid), { flag: 'wx' });

  return folder;
}

/** Removes it; whoever ends a run can, also where the process that made it died. */
export async function removeOwned(purpose: Purpose, run: string): Promise<void> {
  await rm(folderOf(purpose, run), { recursive: true, force: true, maxRetries: 5 });
}

/** Removes what was left by runs that were killed before they could: every folder whose maker has ended. */
export async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(`${PREFIX}keys-`) && !name.startsWith(`${PREFIX}tmp-`)) continue;
    const folder = join(tmpdir(), name);
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whoever made it is gone. Of a folder that tells nothing, as another user's, nothing is known. */
async function isAbandoned(folder: string): Promise<boolean> {
  const pid = Number(await readFile(join(folder, OWNER), 'utf8').catch(() => ''));

  return Number.isInteger(pid) && pid > 0 && hasEnded(pid);
}

function folderOf(purpose: Purpose, run: string): string {
  return join(tmpdir(), `${PREFIX}${purpose}-${run}`);
}
