import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resealFolders } from '../evidence/seal.ts';
import type { Run } from '../model/run.ts';
import { generateAllure } from './allure/generate.ts';
import { completeAllureResults } from './allure/complete.ts';
import { findingsCsv, verdictsCsv } from './csv.ts';
import type { RunHistory } from './history/run-history.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { type PageOptions, writeRunPages, writeSingleFile } from './page/write-pages.ts';
import { sarifOf } from './sarif.ts';
import { readSummary } from './summary/read.ts';
import type { RunSummary } from './summary/summary.ts';

export {
  openHistory,
  readHistory,
  type RunHistory,
  versionsCsvOf,
  versionsPageOf,
} from './history/index.ts';
export { bundleReadme } from './bundle-readme.ts';
export { decodedFileOf } from './page/decoded-file.ts';
export type { DecodingStep } from './page/decoding.ts';

/** Reports in the folder of a run: folders and a file. They can be generated again from the evidence. */
const REPORTS = ['index.html', 'report', 'allure-results', 'allure-report'];

/** The page that a reader opens first, in the run's folder. */
export const PAGE = 'index.html';

/** Paths of the reports in the run's folder, by name. */
export const REPORT_FILES = {
  page: PAGE,
  /** The page at its former place, which leads to the page. */
  matrix: 'report/index.html',
  junit: 'report/junit.xml',
  markdown: 'report/summary.md',
  sarif: 'report/results.sarif',
  verdicts: 'report/verdicts.csv',
  findings: 'report/findings.csv',
  allure: 'allure-report/index.html',
} as const;

/** The reports that are one text, made of the summary alone. */
const TEXTS: Readonly<Partial<Record<keyof typeof REPORT_FILES, (summary: RunSummary) => string>>> = {
  junit: junitOf,
  markdown: (summary) => markdownOf(summary, { sections: true }),
  sarif: sarifOf,
  verdicts: verdictsCsv,
  findings: findingsCsv,
};

/**
 * Writes every report into the run's folder, Allure included; each contains the run's digest. With a history, Allure shows trends,
 * and the history is written back with this run.
 */
export async function writeReports(
  runDir: string,
  run: Run,
  { history, ...options }: PageOptions & { history?: RunHistory | undefined },
): Promise<{ allure: string; summary: RunSummary; warnings: string[] }> {
  const summary = await writePages(runDir, run, options);
  // Allure may fail without Java; the results of the run are kept in any case.
  await history?.save();
  await completeAllureResults(runDir, summary);
  const warnings = (await history?.allure.addTo(join(runDir, 'allure-results'))) ?? [];
  const allure = await generateAllure(runDir, run.cases.length);
  await history?.allure.keepFrom(allure);
  await resealFolders(runDir, REPORTS);

  return { allure, summary, warnings };
}

/** Writes every report except Allure's, which needs another program. */
export async function writePages(runDir: string, run: Run, options: PageOptions): Promise<RunSummary> {
  const summary = await readSummary(runDir, run, options);
  await writeRunPages(runDir, summary, options);
  for (const [name, textOf] of Object.entries(TEXTS))
    await writeFile(join(runDir, REPORT_FILES[name as keyof typeof TEXTS]), textOf(summary));

  return summary;
}

/** Writes one file with the page of the run and the evidence of its failures. @returns its path in the run's folder */
export async function writeSinglePage(runDir: string, run: Run, options: PageOptions): Promise<string> {
  const file = await writeSingleFile(runDir, await readSummary(runDir, run, options), options);
  await resealFolders(runDir, REPORTS);

  return file;
}
