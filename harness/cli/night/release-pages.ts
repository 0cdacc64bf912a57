import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { KeptNight, ReleasePage } from '../../report/nights/index.ts';
import { versionsCsvOf, versionsPageOf } from '../../report/reports.ts';
import { compareReleases } from '../../verdict/index.ts';
import { chooseReleases, readComparedRuns } from '../compare-source.ts';
import { print } from './folders.ts';

const KINDS = [
  { simulated: false, file: 'releases', name: 'all releases, on phones and emulators' },
  { simulated: true, file: 'releases-simulated', name: 'all simulated releases' },
];

/**
 * Writes the pages that `leakgate compare --page` makes of the kept runs, one for each kind of handset, and the same tables as CSV.
 * There is no page if a comparison needs more releases.
 */
export async function writeReleasePages(
  nights: readonly KeptNight[],
  folder: string,
): Promise<ReleasePage[]> {
  const pages: ReleasePage[] = [];
  for (const { id, warnings } of nights)
    if (warnings.length > 0) print(`${id} is not in the tables of releases: its evidence was changed`);
  for (const { simulated, file, name } of KINDS) {
    for (const ending of ['html', 'csv']) await rm(join(folder, `${file}.${ending}`), { force: true });
    const comparable = nights.filter(
      ({ summary, warnings }) =>
        summary.simulated === simulated &&
        warnings.length === 0 &&
        summary.run.cases.some(({ state }) => state === 'decided'),
    );
    if (comparable.length === 0) continue;
    try {
      await writePage(comparable, join(folder, file));
    } catch (error) {
      // One release alone cannot be compared; the page of its run is there.
      if (!(error instanceof Fault)) throw error;
      print(`no page of ${name}: ${reasonOf(error)}`);
    }
    if (existsSync(join(folder, `${file}.html`))) pages.push({ file: `${file}.html`, name });
  }

  return pages;
}

async function writePage(nights: readonly KeptNight[], path: string): Promise<void> {
  // Oldest first: of two runs of the same case, the later one counts.
  const folders = nights.map(({ folder }) => folder).toReversed();
  const { runs, judgedAgain } = await readComparedRuns(folders);
  const { families, ...paired } = chooseReleases(runs, []);
  const comparison = compareReleases(families, { ...paired, asked: false, judgedAgain });
  await writeFile(
    `${path}.html`,
    versionsPageOf(
      comparison,
      nights.map(({ id }) => `nights/${id}`),
    ),
  );
  await writeFile(`${path}.csv`, versionsCsvOf(comparison));
}
