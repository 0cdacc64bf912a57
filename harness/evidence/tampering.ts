import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Fault } from '../model/fault.ts';
import { printable } from '../model/printable.ts';
import type { Run } from '../model/run.ts';
import { digestsOf } from './digest.ts';
import { readRunDigest } from './run-digest.ts';
import { complaintOf, findBrokenSeal } from './seal.ts';

/** What was found of a run's folder when it was held against its digests; a sentence each, naming the file. */
export interface Tampering {
  /** What was changed, is missing or was added. */
  complaints: string[];
  /** Which files these are of, in the same order. */
  changed: string[];
  /** The same of logs, which are no evidence. */
  byproducts: string[];
}

/**
 * Holds every file of a run's folder against the digests that were written down: those of `run.json`, which its own digest
 * stands for, and those of the seal, which also has the reports and `run.json` itself.
 */
export async function findTampering(runDir: string, run: Run): Promise<Tampering> {
  const { complaints, byproducts } = await findBrokenSeal(runDir);
  for (const path of await linksIn(runDir))
    complaints.set(path, `${path} is a link or no file at all: what it leads to is no part of the evidence`);
  for (const [folder, recorded] of recordedFolders(run)) {
    const dir = join(runDir, folder);
    const present = existsSync(dir) ? await digestsOf(dir) : {};
    for (const path of new Set([...Object.keys(recorded), ...(folder === '' ? [] : Object.keys(present))])) {
      const complaint = complaintOf(`${folder}${path}`, recorded[path], present[path], 'run.json');
      if (complaint) complaints.set(`${folder}${path}`, complaint);
    }
  }

  const sorted = [...complaints].sort(([, a], [, b]) => (a < b ? -1 : 1));

  return {
    complaints: sorted.map(([, complaint]) => printable(complaint)),
    changed: sorted.map(([path]) => path),
    byproducts: [...byproducts.values()].sort().map(printable),
  };
}

/**
 * Refuses a run's folder that is not as the run wrote it.
 * @param digest of the run as it was told elsewhere; it has to be the one that the folder has
 * @returns logs and the like that are not as they were; they decide nothing
 * @throws {Fault} naming each file
 */
export async function refuseTampering(runDir: string, run: Run, digest?: string): Promise<string[]> {
  const { complaints, byproducts } = await findTampering(runDir, run);
  const told = digest?.replace(/^sha256:/i, '').toLowerCase();
  const present = told === undefined ? undefined : await readRunDigest(runDir);
  if (told !== present)
    complaints.push(`run.json is another: the digest of the run is ${present ?? ''}, told was ${told ?? ''}`);
  if (complaints.length === 0) return byproducts;

  throw new Fault(
    `the evidence in ${runDir} is not what the run wrote:\n${complaints.map((each) => `  ${each}`).join('\n')}`,
    { fix: 'nothing was judged; get the evidence as the run left it' },
  );
}

/** What is neither file nor folder has no digest, and would be read all the same. */
async function linksIn(runDir: string): Promise<string[]> {
  const entries = await readdir(runDir, { recursive: true, withFileTypes: true });

  return entries
    .filter((entry) => !entry.isFile() && !entry.isDirectory())
    .map((entry) => relative(runDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
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
