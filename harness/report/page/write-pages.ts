import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readJson } from '../../evidence/json-file.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { redactionSchema } from '../../model/redaction.ts';
import type { RunCase } from '../../model/run.ts';
import type { CaseSummary, RunSummary, Since } from '../summary/summary.ts';
import type { StepsOf } from './decoding.ts';
import { documentOf } from './document.ts';
import { embeddedFiles } from './embedded-files.ts';
import { html } from './html.ts';
import { anchorsOf, linkTo } from './links.ts';
import { noticesOf } from './notices.ts';
import { type PageCase, readPageCase } from './page-case.ts';
import { linkedFiles } from './page-files.ts';
import type { RunPageInput } from './page-input.ts';
import { runPageOf } from './run-page.ts';
import { STYLE } from './style.ts';
import { writeTimeline } from './write-timeline.ts';

/** What the pages need from other rooms. */
export interface PageOptions {
  /** Follows the chain of a finding, which the detector can do. */
  stepsOf: StepsOf;
  /** Lines on evidence that was changed after the run. */
  warnings?: readonly string[];
  /** Since when a case leaks; absent without a history. */
  sinceOf?: (row: RunCase) => Since | undefined;
}

/** What all pages of a run show, besides its cases. */
type ReadRun = Omit<RunPageInput, 'files' | 'caseOf'>;

/**
 * Writes `index.html`, the page of the run, `report/index.html`, to which older links lead, and a timeline for each decided case as
 * HTML and Markdown. The evidence of one case at a time is in memory.
 */
export async function writeRunPages(
  runDir: string,
  summary: RunSummary,
  options: PageOptions,
): Promise<void> {
  const { run } = summary;
  await mkdir(join(runDir, 'report/timeline'), { recursive: true });
  const read = await readRunOf(runDir, summary, options);
  const notices = noticesOf({ run, redaction: read.redaction, warnings: read.warnings });
  const anchor = anchorsOf(run.cases.map(({ id }) => id));
  const caseOf = await readCases(runDir, summary, options, (each, shown, evidence) =>
    writeTimeline(runDir, each, { shown, evidence, notices, anchor: anchor(each.row.id) }),
  );
  await writeFile(join(runDir, 'index.html'), runPageOf({ ...read, caseOf, files: linkedFiles(caseOf) }));
  await writeFile(join(runDir, 'report/index.html'), olderPage(read));
}

const SINGLE_FILE = 'report/single-file.html';

/** Writes the page of the run with the evidence of its failures inside. @returns its path in the run's folder */
export async function writeSingleFile(
  runDir: string,
  summary: RunSummary,
  options: PageOptions,
): Promise<string> {
  const read = await readRunOf(runDir, summary, options);
  const caseOf = await readCases(runDir, summary, options);
  const files = await embeddedFiles(runDir, summary.cases, caseOf);
  await mkdir(join(runDir, 'report'), { recursive: true });
  await writeFile(join(runDir, SINGLE_FILE), runPageOf({ ...read, caseOf, files }));

  return SINGLE_FILE;
}

async function readRunOf(
  runDir: string,
  summary: RunSummary,
  { warnings = [] }: PageOptions,
): Promise<ReadRun> {
  const file = join(runDir, 'redaction.json');
  const isBundle = summary.run.redacted !== undefined && existsSync(file);

  return {
    summary,
    folder: basename(runDir),
    redaction: isBundle ? await readJson(file, redactionSchema) : undefined,
    warnings,
  };
}

/** Reads what the pages show of each case, and hands on the evidence of a decided case while it is in memory. */
async function readCases(
  runDir: string,
  { cases }: RunSummary,
  { stepsOf }: PageOptions,
  withEvidence?: (each: CaseSummary, shown: PageCase, evidence: CaseEvidence) => Promise<void>,
): Promise<(id: string) => PageCase | undefined> {
  const read = new Map<string, PageCase>();
  for (const each of cases) {
    const { shown, evidence } = await readPageCase(runDir, each.row, each.record, stepsOf);
    read.set(each.row.id, shown);
    if (evidence) await withEvidence?.(each, shown, evidence);
  }

  return (id) => read.get(id);
}

/** The page at its former place. */
function olderPage({ summary: { run, digest }, redaction, warnings }: ReadRun): string {
  return documentOf({
    title: `Leakgate run ${run.id}`,
    style: STYLE,
    body: html`<header>${noticesOf({ run, redaction, warnings })}</header>
<main><h1>Leakgate run ${run.id}</h1><p>The page of this run is <a href="${linkTo('..', 'index.html')}">index.html in the folder of the run</a>.</p>
<p class="soft">Digest of this run: <code>sha256:${digest}</code></p></main>`,
  });
}
