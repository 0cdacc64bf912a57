import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCaseEvidence } from '../evidence/folders.ts';
import { readRunDigest } from '../evidence/run-digest.ts';
import { resealFolders } from '../evidence/seal.ts';
import { type CaseRecord, folderOfCase } from '../model/case.ts';
import type { Run, RunCase } from '../model/run.ts';
import { generateAllure } from './allure/generate.ts';
import { completeAllureResults } from './allure/complete.ts';
import type { RunHistory } from './history/run-history.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { matrixPageOf } from './matrix-page.ts';
import { readCaseRecords, type RecordOf } from './case-records.ts';
import { timelineOf } from './timeline.ts';
import { timelineMarkdown, timelinePage } from './timeline-page.ts';

/** Folders of a run that contain reports. They can be generated again from the evidence. */
const REPORTS = ['report', 'allure-results', 'allure-report'];

/**
 * Writes Allure, the matrix page, JUnit and Markdown into the run's folder; each contains the run's digest. With a history, Allure
 * shows trends, and the history is written back with this run.
 */
export async function writeReports(
  runDir: string,
  run: Run,
  { history }: { history?: RunHistory | undefined } = {},
): Promise<{ allure: string; warnings: string[] }> {
  const { recordOf, digest } = await writePages(runDir, run);
  await completeAllureResults(runDir, run, recordOf, digest);
  const warnings = (await history?.allure.addTo(join(runDir, 'allure-results'))) ?? [];
  const allure = await generateAllure(runDir, run.cases.length);
  await history?.allure.keepFrom(allure);
  await history?.save();
  await resealFolders(runDir, REPORTS);

  return { allure, warnings };
}

/** Writes only the matrix page, the timelines, JUnit and Markdown, which need no other program. */
export async function writePages(runDir: string, run: Run): Promise<{ recordOf: RecordOf; digest: string }> {
  const recordOf = await readCaseRecords(runDir, run);
  const digest = await readRunDigest(runDir);
  await mkdir(join(runDir, 'report/timeline'), { recursive: true });
  for (const row of run.cases) await writeTimeline(runDir, row, recordOf(row.id));
  await writeFile(join(runDir, 'report', 'index.html'), matrixPageOf(run, recordOf, digest));
  await writeFile(join(runDir, 'report', 'junit.xml'), junitOf(run, recordOf, digest));
  await writeFile(join(runDir, 'report', 'summary.md'), markdownOf(run, recordOf, digest));

  return { recordOf, digest };
}

/** Writes a case's timeline as a page and as Markdown. */
async function writeTimeline(runDir: string, row: RunCase, record: CaseRecord | undefined): Promise<void> {
  if (!record) return;
  const moments = timelineOf(await readCaseEvidence(join(runDir, row.evidence)), record);
  const file = join(runDir, 'report/timeline', folderOfCase(row.id));
  await writeFile(`${file}.html`, timelinePage(row.id, moments));
  await writeFile(`${file}.md`, timelineMarkdown(row.id, moments));
}
