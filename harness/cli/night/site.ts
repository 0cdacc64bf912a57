import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import { counted } from '../../model/counted.ts';
import type { ExitCode } from '../../model/exit.ts';
import { invariant } from '../../model/fault.ts';
import { indexPageOf } from '../../report/nights/index.ts';
import { openHistory, writeReports } from '../../report/reports.ts';
import { decodingSteps } from '../decoding-steps.ts';
import { warnOfTampering } from '../tampering-warning.ts';
import { foldersOf, HISTORY, type NightFolders, type NightOptions, print } from './folders.ts';
import { keptNights } from './kept-nights.ts';
import { BUNDLE, readResults } from './result.ts';
import { writeReleasePages } from './release-pages.ts';

export interface SiteOptions extends NightOptions {
  /** How many runs stay on the pages; 30 by default. The history keeps all. */
  keep?: number;
}

const DEFAULT_KEEP = 30;

/**
 * `leakgate night site`: adds the redacted runs of this night to the pages and to the history, and writes the pages over all
 * nights again.
 */
export async function siteOfNight(options: SiteOptions): Promise<ExitCode> {
  const folders = foldersOf(options);
  const results = await readResults(folders.results);
  invariant(
    results.length > 0,
    `${folders.results} has no result of a run`,
    'run first: leakgate night run, or download the results of the other jobs to this folder',
  );
  for (const { folder, result } of results) {
    if (result.run === null)
      print(`${result.name}: not published, ${result.noBundle ?? 'the run has no id'}`);
    else await publish(join(folder, BUNDLE), result.run, folders);
  }
  await mkdir(folders.pages, { recursive: true });
  const nights = await keptNights(folders.nights);
  for (const night of nights.slice(options.keep ?? DEFAULT_KEEP)) {
    await rm(night.folder, { recursive: true });
    print(`${night.id}: no longer kept; its results stay in the history`);
  }
  const kept = nights.slice(0, options.keep ?? DEFAULT_KEEP);
  const pages = await writeReleasePages(kept, folders.pages);
  await writeFile(
    join(folders.pages, 'index.html'),
    indexPageOf(kept, { pages, history: existsSync(join(folders.pages, HISTORY)) ? HISTORY : undefined }),
  );
  print(`${relative(process.cwd(), join(folders.pages, 'index.html'))} lists ${counted(kept.length, 'run')}`);

  return 0;
}

/** Copies a bundle to the pages, adds it to the history, and writes its reports with the history. */
async function publish(bundle: string, id: string, { nights, history }: NightFolders): Promise<void> {
  const target = join(nights, id);
  if (existsSync(target)) await rm(target, { recursive: true });
  await mkdir(nights, { recursive: true });
  await cp(bundle, target, { recursive: true });
  const run = await readRun(target);
  invariant(
    run.redacted !== undefined,
    `${bundle} is not redacted`,
    'a night publishes only what leakgate night run has redacted',
  );
  const warnings = await warnOfTampering(target, run);
  invariant(
    warnings.length === 0,
    `${bundle} was changed after it was redacted: ${warnings.join(' ')}`,
    'publish the unchanged results of the runs',
  );
  const earlier = await openHistory(history, run, await readRunDigest(target));
  const left = await writeReports(target, run, {
    stepsOf: decodingSteps,
    warnings,
    sinceOf: earlier.sinceOf,
    history: earlier,
  });
  for (const line of [...earlier.lines, ...left.warnings]) print(line);
}
