import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCaseEvidence } from '../evidence/folders.ts';
import { resealFolders } from '../evidence/seal.ts';
import { folderOfCase } from '../model/case.ts';
import type { Run } from '../model/run.ts';
import { generateAllure } from './allure/generate.ts';
import { completeAllureResults } from './allure/complete.ts';
import { findingsCsv, verdictsCsv } from './csv.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { matrixPageOf } from './matrix-page.ts';
import { sarifOf } from './sarif.ts';
import { readSummary } from './summary/read.ts';
import type { CaseSummary, RunSummary } from './summary/summary.ts';
import { timelineOf } from './timeline.ts';
import { timelineMarkdown, timelinePage } from './timeline-page.ts';

/** Folders of a run that contain reports. They can be generated again from the evidence. */
const REPORTS = ['report', 'allure-results', 'allure-report'];

/** The page that a reader opens first, in the run's folder. */
export const PAGE = 'report/index.html';

/** Paths of the reports in the run's folder, by name. */
export const REPORT_FILES = {
  matrix: PAGE,
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

/** Writes every report into the run's folder, Allure included; each contains the run's digest. */
export async function writeReports(
  runDir: string,
  run: Run,
): Promise<{ allure: string; summary: RunSummary }> {
  const summary = await writePages(runDir, run);
  await completeAllureResults(runDir, summary);
  const allure = await generateAllure(runDir, run.cases.length);
  await resealFolders(runDir, REPORTS);

  return { allure, summary };
}

/** Writes every report except Allure's, which needs another program. */
export async function writePages(runDir: string, run: Run): Promise<RunSummary> {
  const summary = await readSummary(runDir, run);
  await mkdir(join(runDir, 'report/timeline'), { recursive: true });
  for (const each of summary.cases) await writeTimeline(runDir, each);
  const records = new Map(summary.cases.map(({ row, record }) => [row.id, record]));
  await writeFile(
    join(runDir, PAGE),
    matrixPageOf(run, (id) => records.get(id), summary.digest),
  );
  for (const [name, textOf] of Object.entries(TEXTS))
    await writeFile(join(runDir, REPORT_FILES[name as keyof typeof TEXTS]), textOf(summary));

  return summary;
}

/** Writes a case's timeline as a page and as Markdown. */
async function writeTimeline(runDir: string, { row, record }: CaseSummary): Promise<void> {
  if (!record) return;
  const moments = timelineOf(await readCaseEvidence(join(runDir, row.evidence)), record);
  const file = join(runDir, 'report/timeline', folderOfCase(row.id));
  await writeFile(`${file}.html`, timelinePage(row.id, moments));
  await writeFile(`${file}.md`, timelineMarkdown(row.id, moments));
}
