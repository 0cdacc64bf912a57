import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import { Fault } from '../model/fault.ts';

/**
 * The folder of the run that began last.
 * @param folder that holds the runs
 * @throws {Fault} where it holds none
 */
export async function latestRun(folder: string): Promise<string> {
  const runs: { dir: string; at: number }[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const dir = join(folder, entry.name);
    const at = await startOf(dir);
    if (at !== undefined) runs.push({ dir, at });
  }
  const [latest] = runs.toSorted((a, b) => b.at - a.at);
  if (!latest)
    throw new Fault(`${relative(process.cwd(), folder) || '.'} has no run yet`, {
      fix: 'make one: npm run demo',
    });

  return latest.dir;
}

/**
 * When a run began, in Unix milliseconds; undefined where there is no run. A late finding may rewrite its file long after.
 * For an invalid run.json, the file's time, so that the report of this run is attempted and its error shown.
 */
async function startOf(runDir: string): Promise<number | undefined> {
  const written = await timeOf(join(runDir, 'run.json'));
  if (written === undefined) return undefined;
  try {
    return Date.parse((await readRun(runDir)).startedAt);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;

    return written;
  }
}

async function timeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
