import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readJson } from '../../evidence/json-file.ts';
import { type CaseRecord, folderOfCase } from '../../model/case.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { type Redaction, redactionSchema } from '../../model/redaction.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { RecordOf } from '../case-records.ts';
import { leaksOf } from '../summary/leaks.ts';
import { type RunSummary, type Since, summarize } from '../summary/summary.ts';
import { timelineMarkdown, timelinePage } from '../timeline-page.ts';
import { timelineOf } from '../timeline.ts';
import { decodedFileOf } from './decoded-file.ts';
import type { StepsOf } from './decoding.ts';
import { documentOf } from './document.ts';
import { embeddedFiles } from './embedded-files.ts';
import { html } from './html.ts';
import { anchorsOf, linkTo } from './links.ts';
import { noticesOf } from './notices.ts';
import { keyOfLeak, type PageCase, readPageCase } from './page-case.ts';
import { linkedFiles } from './page-files.ts';
import type { RunPageInput } from './page-input.ts';
import { runPageOf } from './run-page.ts';
import { STYLE } from './style.ts';

/** What the pages need from other rooms. */
export interface PageOptions {
  /** Follows the chain of a finding, which the detector can do. */
  stepsOf: StepsOf;
  /** Lines on evidence that was changed after the run. */
  warnings?: readonly string[];
  /** Since when a case leaks; absent without a history. */
  sinceOf?: (row: RunCase) => Since | undefined;
}

/** Everything that the pages of a run show. */
export type ReadRun = Omit<RunPageInput, 'files'> & { summary: RunSummary };

/**
 * Writes `index.html`, the page of the run, `report/index.html`, to which older links lead, and a timeline for each decided case as
 * HTML and Markdown. The evidence of one case at a time is in memory.
 */
export async function writeRunPages(
  runDir: string,
  run: Run,
  { recordOf, digest }: { recordOf: RecordOf; digest: string },
  options: PageOptions,
): Promise<ReadRun> {
  await mkdir(join(runDir, 'report/timeline'), { recursive: true });
  const read = await readRunForPages(
    runDir,
    run,
    { recordOf, digest },
    options,
    (row, record, evidence, shown, redaction) =>
      writeTimeline(runDir, {
        run,
        row,
        record,
        evidence,
        shown,
        redaction,
        warnings: options.warnings ?? [],
      }),
  );
  await writeFile(join(runDir, 'index.html'), runPageOf({ ...read, files: linkedFiles(read.caseOf) }));
  await writeFile(join(runDir, 'report/index.html'), olderPage(read));

  return read;
}

type WithEvidence = (
  row: RunCase,
  record: CaseRecord,
  evidence: CaseEvidence,
  shown: PageCase,
  redaction: Redaction | undefined,
) => Promise<void>;

/** Reads what the pages show, and hands on the evidence of each decided case while it is in memory. */
export async function readRunForPages(
  runDir: string,
  run: Run,
  { recordOf, digest }: { recordOf: RecordOf; digest: string },
  { stepsOf, warnings = [], sinceOf }: PageOptions,
  withEvidence?: WithEvidence,
): Promise<ReadRun> {
  const redactionFile = join(runDir, 'redaction.json');
  const redaction =
    run.redacted && existsSync(redactionFile) ? await readJson(redactionFile, redactionSchema) : undefined;
  const cases = new Map<string, PageCase>();
  for (const row of run.cases) {
    const record = recordOf(row.id);
    const { shown, evidence } = await readPageCase(runDir, row, record, stepsOf);
    cases.set(row.id, shown);
    if (record && evidence) await withEvidence?.(row, record, evidence, shown, redaction);
  }
  const summary = summarize(run, {
    digest,
    decidedCase(id) {
      const record = recordOf(id);

      return record && { record, canaries: cases.get(id)?.canaries ?? [] };
    },
    ...(sinceOf && { sinceOf }),
  });

  return { summary, caseOf: (id) => cases.get(id), folder: basename(runDir), redaction, warnings };
}

async function writeTimeline(
  runDir: string,
  given: {
    run: Run;
    row: RunCase;
    record: CaseRecord;
    evidence: CaseEvidence;
    shown: PageCase;
    redaction: Redaction | undefined;
    warnings: readonly string[];
  },
): Promise<void> {
  const { run, row, record, evidence, shown, redaction, warnings } = given;
  const files = linkedFiles(() => shown);
  const linkOf = (file: string) => {
    const href = files.caseFile(row, file);

    return href === undefined ? undefined : `../../${href}`;
  };
  const moments = timelineOf(evidence, record);
  const file = join(runDir, 'report/timeline', folderOfCase(row.id));
  const anchor = anchorsOf(run.cases.map(({ id }) => id));
  const page = timelinePage({
    caseId: row.id,
    moments,
    decoded: await decodedExchanges(join(runDir, row.evidence), { record, evidence, shown, linkOf }),
    screens: new Map(
      shown.screens.flatMap(({ canary, file: picture }) => {
        const href = picture === undefined ? undefined : linkOf(picture);

        return href === undefined ? [] : [[canary, href] as const];
      }),
    ),
    screenNotes: shown.screens
      .filter(({ note }) => note !== '')
      .map(({ canary, note }) => `${canary}: ${note}`),
    back: `../../index.html#${anchor(row.id)}`,
    notices: noticesOf({ run, redaction, warnings }),
  });
  await writeFile(`${file}.html`, page);
  await writeFile(`${file}.md`, timelineMarkdown(row.id, moments));
}

async function decodedExchanges(
  dir: string,
  {
    record,
    evidence,
    shown,
    linkOf,
  }: {
    record: CaseRecord;
    evidence: CaseEvidence;
    shown: PageCase;
    linkOf: (file: string) => string | undefined;
  },
): Promise<Parameters<typeof timelinePage>[0]['decoded']> {
  const leaks = leaksOf({ record, canaries: evidence.canaries });
  const exchanges = new Map([...evidence.exchanges, ...evidence.late].map((each) => [each.index, each]));
  const decoded: Awaited<ReturnType<typeof decodedExchanges>>[number][] = [];
  for (const index of [...new Set(leaks.flatMap((leak) => leak.exchanges))].toSorted((a, b) => a - b)) {
    const exchange = exchanges.get(index);
    const carried = leaks.filter((leak) => leak.exchanges.includes(index));
    const names = [...new Set(carried.map(({ part }) => decodedFileOf(index, part)))];
    decoded.push({
      index,
      request: exchange ? `${exchange.method} ${exchange.url}` : 'not in this evidence',
      leaks: carried.map((leak) => ({ leak, steps: shown.steps.get(keyOfLeak(leak)) })),
      messages: await Promise.all(
        names
          .filter((name) => shown.files.has(name))
          .map(async (name) => ({ name, text: await readFile(join(dir, name), 'utf8'), href: linkOf(name) })),
      ),
    });
  }

  return decoded;
}

/** Writes `report/single-file.html`: the page of the run with the evidence of its failures inside. @returns its path in the run's folder */
export async function writeSingleFile(
  runDir: string,
  run: Run,
  sources: { recordOf: RecordOf; digest: string },
  options: PageOptions,
): Promise<string> {
  const read = await readRunForPages(runDir, run, sources, options);
  const files = await embeddedFiles(runDir, read.summary.cases, read.caseOf);
  await mkdir(join(runDir, 'report'), { recursive: true });
  await writeFile(join(runDir, SINGLE_FILE), runPageOf({ ...read, files }));

  return SINGLE_FILE;
}

const SINGLE_FILE = 'report/single-file.html';

/** The page at its former place. */
function olderPage({ summary: { run }, redaction, warnings }: ReadRun): string {
  return documentOf({
    title: `Leakgate run ${run.id}`,
    style: STYLE,
    body: html`<header>${noticesOf({ run, redaction, warnings })}</header>
<main><h1>Leakgate run ${run.id}</h1><p>The page of this run is <a href="${linkTo('..', 'index.html')}">index.html in the folder of the run</a>.</p></main>`,
  });
}
