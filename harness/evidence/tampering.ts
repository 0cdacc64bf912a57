import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Fault } from '../model/fault.ts';
import { printable } from '../model/printable.ts';
import type { Run } from '../model/run.ts';
import { digestsOf } from './digest.ts';
import { readRunDigest } from './run-digest.ts';
import { complaintOf, findBrokenSeal } from './seal.ts';

/** Differences between a run's folder and its digests; one sentence each with the file's name. */
export interface Tampering {
  /** What was changed, is missing or was added. */
  complaints: string[];
  /** The files of these sentences, in the same order. */
  changed: string[];
  /** The same for logs, which are not evidence. */
  byproducts: string[];
}

/**
 * Compares every file of a run's folder with the recorded digests. `run.json` has those of the evidence, and the run's digest
 * covers it. The seal also has those of the reports and of `run.json`.
 */
export async function findTampering(runDir: string, run: Run): Promise<Tampering> {
  const { complaints, byproducts } = await findBrokenSeal(runDir);
  for (const path of await linksIn(runDir))
    complaints.set(path, `${path} is a link or a special file; evidence contains only regular files`);
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
 * Refuses a run's folder that was changed after the run wrote it.
 * @param digest the run's digest from another source; it must equal the folder's
 * @returns differences in logs, which decide nothing
 * @throws {Fault} with the name of each changed file
 */
export async function refuseTampering(runDir: string, run: Run, digest?: string): Promise<string[]> {
  const { complaints, byproducts } = await findTampering(runDir, run);
  const expected = digest?.replace(/^sha256:/i, '').toLowerCase();
  const present = expected === undefined ? undefined : await readRunDigest(runDir);
  if (expected !== present)
    complaints.push(
      `run.json was replaced: its digest is ${present ?? ''}, but ${expected ?? ''} was expected`,
    );
  if (complaints.length === 0) return byproducts;

  throw new Fault(
    `the evidence in ${runDir} was changed after the run:\n${complaints.map((complaint) => `  ${complaint}`).join('\n')}`,
    { fix: 'the evidence was not judged; use an unchanged copy of the folder' },
  );
}

/** Paths that are neither files nor folders, such as links. They have no digest, but could still be read. */
async function linksIn(runDir: string): Promise<string[]> {
  const entries = await readdir(runDir, { recursive: true, withFileTypes: true });

  return entries
    .filter((entry) => !entry.isFile() && !entry.isDirectory())
    .map((entry) => relative(runDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** The digests in `run.json`, by path in a folder: those of the run's own files, and those of each decided case. */
function recordedFolders(run: Run): [folder: string, files: Readonly<Record<string, string>>][] {
  return [
    ['', run.files],
    ...run.cases
      .filter(({ state }) => state === 'decided')
      .map(({ evidence, files }): [string, Readonly<Record<string, string>>] => [evidence, files]),
  ];
}
