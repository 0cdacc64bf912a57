import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import { Fault } from '../model/fault.ts';

/**
 * The folder of the run that began last.
 * @param folder the folder of the runs
 * @throws {Fault} if it has no run
 */
export async function findLatestRun(folder: string): Promise<string> {
  const runs: { dir: string; at: number }[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const dir = join(folder, entry.name);
    const at = await startTimeOf(dir);
    if (at !== undefined) runs.push({ dir, at });
  }
  const [latest] = runs.toSorted((a, b) => b.at - a.at);
  if (!latest)
    throw new Fault(`${relative(process.cwd(), folder) || '.'} contains no run`, {
      fix: 'make a run first: npm run demo',
    });

  return latest.dir;
}

/**
 * When a run began, in Unix milliseconds; undefined if the folder is not a run. Not the time of the file, which a late finding
 * may rewrite later. Only for an invalid run.json the time of the file, so that `report` chooses this run and shows the error.
 */
async function startTimeOf(runDir: string): Promise<number | undefined> {
  const written = await modifiedTimeOf(join(runDir, 'run.json'));
  if (written === undefined) return undefined;
  try {
    return Date.parse((await readRun(runDir)).startedAt);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;

    return written;
  }
}

async function modifiedTimeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
