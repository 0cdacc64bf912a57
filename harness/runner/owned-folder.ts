import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded } from './process-state.ts';

const PREFIX = 'leakgate-';
const OWNER = 'owner.pid';

/** What the folder is for. `keys`: keys of the run; `tmp`: temporary files of its programs. */
export type FolderPurpose = 'keys' | 'tmp';

/** Makes a run's folder in the system's temporary folder. Only this user can open it; a file in it has the id of this process. */
export async function makeOwnedFolder(purpose: FolderPurpose, run: string): Promise<string> {
  const folder = folderOf(purpose, run);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, OWNER), String(process.pid), { flag: 'wx' });

  return folder;
}

/** Removes a run's folder. Any process of the run may call this, even if the process that made the folder has ended. */
export async function removeOwnedFolder(purpose: FolderPurpose, run: string): Promise<void> {
  await rm(folderOf(purpose, run), { recursive: true, force: true, maxRetries: 5 });
}

/** Removes the folders of runs that were killed: every folder whose process has ended. */
export async function removeAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(`${PREFIX}keys-`) && !name.startsWith(`${PREFIX}tmp-`)) continue;
    const folder = join(tmpdir(), name);
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whether the process that made the folder has ended. A folder without a readable process id, such as another user's, is kept. */
async function isAbandoned(folder: string): Promise<boolean> {
  const pid = Number(await readFile(join(folder, OWNER), 'utf8').catch(() => ''));

  return Number.isInteger(pid) && pid > 0 && hasEnded(pid);
}

function folderOf(purpose: FolderPurpose, run: string): string {
  return join(tmpdir(), `${PREFIX}${purpose}-${run}`);
}
