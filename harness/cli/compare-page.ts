import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Comparison } from '../model/compare.ts';
import { invariant } from '../model/fault.ts';
import { versionsCsvOf, versionsPageOf } from '../report/reports.ts';
import { makeFolder } from '../evidence/make-folder.ts';

/**
 * Writes the page of a comparison and prints its path.
 * @throws {Fault} for a file in the folder of a run, where it would look like changed evidence
 */
export async function writeVersionsPage(
  page: string,
  comparison: Comparison,
  runs: readonly string[],
): Promise<void> {
  // The page may be published: paths of this machine do not belong on it.
  const folders = runs.map((run) => `reports/${basename(resolve(run))}`);
  await writeOutsideOfRuns(page, '--page', versionsPageOf(comparison, folders));
}

/** Writes the table of a comparison as CSV and prints its path. @throws {Fault} as `writeVersionsPage` */
export async function writeVersionsCsv(csv: string, comparison: Comparison): Promise<void> {
  await writeOutsideOfRuns(csv, '--csv', versionsCsvOf(comparison));
}

async function writeOutsideOfRuns(path: string, option: string, text: string): Promise<void> {
  const file = resolve(path);
  const owner = foldersAbove(file).find((folder) => existsSync(join(folder, 'run.json')));
  invariant(
    owner === undefined,
    `${path} is in the folder of the run ${owner}, which must contain only the run's own files`,
    `name a file outside of the runs with ${option}`,
  );
  makeFolder(dirname(file));
  await writeFileAtomic(file, text);
  process.stderr.write(`written: ${relative(process.cwd(), file)}\n`);
}

function foldersAbove(file: string): string[] {
  const folder = dirname(file);

  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}
