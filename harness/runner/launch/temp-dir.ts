import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a run's own temporary folder, known by the run's id, so that whoever ends the run can remove it. */
export async function makeTempDir(run: string): Promise<string> {
  const folder = folderOf(run);
  await mkdir(folder, { mode: 0o700, recursive: true });

  return folder;
}

export async function removeTempDir(run: string): Promise<void> {
  await rm(folderOf(run), { recursive: true, force: true, maxRetries: 5 });
}

function folderOf(run: string): string {
  return join(tmpdir(), `leakgate-tmp-${run}`);
}
