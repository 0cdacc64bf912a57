import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readEndedRun } from '../../evidence/folders.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { KeptNight } from '../../report/nights/index.ts';
import { readSummary } from '../../report/summary/read.ts';
import { warnOfTampering } from '../tampering-warning.ts';
import { print } from './folders.ts';

/** The runs on the pages, newest first. A folder that cannot be read as a run is left out, and named. */
export async function keptNights(folder: string): Promise<KeptNight[]> {
  const names = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : [];
  const nights: KeptNight[] = [];
  for (const { name } of names.filter((entry) => entry.isDirectory() && /^[\w.-]+$/.test(entry.name))) {
    const runDir = join(folder, name);
    try {
      const run = await readEndedRun(runDir);
      nights.push({
        id: name,
        folder: runDir,
        summary: await readSummary(runDir, run),
        warnings: await warnOfTampering(runDir, run),
      });
    } catch (error) {
      // The branch may have been written by others; one broken night must not hide this night.
      if (!(error instanceof Fault)) throw error;
      print(`${runDir} is left out: ${reasonOf(error)}`);
    }
  }

  return nights.sort((a, b) => Date.parse(b.summary.run.startedAt) - Date.parse(a.summary.run.startedAt));
}
