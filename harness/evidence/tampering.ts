import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../model/run.ts';
import { digestsOf } from './digest.ts';
import { complaintOf, findBrokenSeal } from './seal.ts';

/** What was found of a run's folder when it was held against its digests; a sentence each, naming the file. */
export interface Tampering {
  /** What was changed, is missing or was added. */
  complaints: string[];
  /** The same of logs, which are no evidence. */
  byproducts: string[];
}

/**
 * Holds every file of a run's folder against the digests that were written down: those of `run.json`, which its own digest
 * stands for, and those of the seal, which also has the reports and `run.json` itself.
 */
export async function findTampering(runDir: string, run: Run): Promise<Tampering> {
  const { complaints, byproducts } = await findBrokenSeal(runDir);
  for (const [folder, recorded] of recordedFolders(run)) {
    const dir = join(runDir, folder);
    const present = existsSync(dir) ? await digestsOf(dir) : {};
    for (const path of new Set([...Object.keys(recorded), ...(folder === '' ? [] : Object.keys(present))])) {
      const complaint = complaintOf(`${folder}${path}`, recorded[path], present[path], 'run.json');
      if (complaint) complaints.set(`${folder}${path}`, complaint);
    }
  }

  return { complaints: [...complaints.values()].sort(), byproducts: [...byproducts.values()].sort() };
}

/** Digests by path in a folder: of the run itself, and of each case that was decided. */
function recordedFolders(run: Run): [folder: string, files: Readonly<Record<string, string>>][] {
  return [
    ['', run.files],
    ...run.cases
      .filter(({ state }) => state === 'decided')
      .map(({ evidence, files }): [string, Readonly<Record<string, string>>] => [evidence, files]),
  ];
}
