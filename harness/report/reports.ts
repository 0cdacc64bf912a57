import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunDigest } from '../evidence/run-digest.ts';
import { resealFolders } from '../evidence/seal.ts';
import type { Run } from '../model/run.ts';
import { generateAllure } from './allure/generate.ts';
import { completeAllureResults } from './allure/complete.ts';
import type { RunHistory } from './history/run-history.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { readCaseRecords, type RecordOf } from './case-records.ts';
import { type PageOptions, writeRunPages, writeSingleFile } from './page/write-pages.ts';

export { bundleReadme } from './bundle-readme.ts';
export { decodedFileOf } from './page/decoded-file.ts';
export type { DecodingStep } from './page/decoding.ts';

/** Reports in the folder of a run: folders and a file. They can be generated again from the evidence. */
const REPORTS = ['index.html', 'report', 'allure-results', 'allure-report'];

/**
 * Writes Allure, the pages, JUnit and Markdown into the run's folder; each contains the run's digest. With a history, Allure shows
 * trends, and the history is written back with this run.
 */
export async function writeReports(
  runDir: string,
  run: Run,
  { history, ...options }: PageOptions & { history?: RunHistory | undefined },
): Promise<{ allure: string; warnings: string[] }> {
  const { recordOf, digest } = await writePages(runDir, run, options);
  await completeAllureResults(runDir, run, recordOf, digest);
  const warnings = (await history?.allure.addTo(join(runDir, 'allure-results'))) ?? [];
  const allure = await generateAllure(runDir, run.cases.length);
  await history?.allure.keepFrom(allure);
  await history?.save();
  await resealFolders(runDir, REPORTS);

  return { allure, warnings };
}

/** Writes one file with the page of the run and the evidence of its failures. @returns its path in the run's folder */
export async function writeSinglePage(runDir: string, run: Run, options: PageOptions): Promise<string> {
  const recordOf = await readCaseRecords(runDir, run);
  const file = await writeSingleFile(runDir, run, { recordOf, digest: await readRunDigest(runDir) }, options);
  await resealFolders(runDir, REPORTS);

  return file;
}

/** Writes only the pages, JUnit and Markdown, which need no other program. */
export async function writePages(
  runDir: string,
  run: Run,
  options: PageOptions,
): Promise<{ recordOf: RecordOf; digest: string }> {
  const recordOf = await readCaseRecords(runDir, run);
  const digest = await readRunDigest(runDir);
  await writeRunPages(runDir, run, { recordOf, digest }, options);
  await writeFile(join(runDir, 'report', 'junit.xml'), junitOf(run, recordOf, digest));
  await writeFile(join(runDir, 'report', 'summary.md'), markdownOf(run, recordOf, digest));

  return { recordOf, digest };
}
