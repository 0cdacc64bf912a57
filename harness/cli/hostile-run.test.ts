import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { readRun } from '../evidence/folders.ts';
import { sealRun } from '../evidence/seal.ts';
import { completeAllureResults, jobSummaryOf, printedTexts } from '../report/testing/artefacts.ts';
import { REPORT_FILES, writePages, writeSinglePage } from '../report/reports.ts';
import { audit } from './audit.ts';
import { compare } from './compare.ts';
import { decodingSteps } from './decoding-steps.ts';
import { captureOutput } from './testing/capture-output.ts';
import { caseWithText, HARMLESS, HOSTILE, runWithText } from './testing/hostile-texts.ts';
import { structureOf as elementsIn } from './testing/page-dom.ts';
import { EVERY_OUTCOME, writePageRun } from './testing/page-run.ts';
import { markdownStructureOf } from '../report/testing/markdown-structure.ts';
import { parseCsv } from '../report/testing/parse-csv.ts';

/** What a reader or a program gets from a run. */
interface Artefacts {
  /** Texts by path, as written. */
  files: Map<string, string>;
  /** Lines for terminals, by what prints them. */
  terminal: Map<string, string>;
}

/** Writes a run with a text in every place that a phone, a server or a forger can choose, and everything made from it. */
async function artefactsWith(text: string): Promise<Artefacts> {
  const dir = await writePageRun(
    EVERY_OUTCOME.slice(1, 9).map((spec) => caseWithText(spec, text)),
    (run) => runWithText(run, text),
  );
  const out = await mkdtemp(join(tmpdir(), 'leakgate-hostile-'));
  try {
    const run = await readRun(dir);
    const summary = await writePages(dir, run, { stepsOf: decodingSteps });
    const single = await writeSinglePage(dir, run, { stepsOf: decodingSteps });
    await completeAllureResults(dir, summary, {});
    await sealRun(dir);
    const page = join(out, 'versions.html');
    const csv = join(out, 'versions.csv');
    const terminal = new Map([
      ...printedTexts(summary),
      ['compare', await captureOutput(() => compare([dir], { release: [], page, csv }))],
      ['audit', await captureOutput(() => audit([dir], { release: [] }))],
    ]);
    const { allure: _, ...texts } = REPORT_FILES;
    const timelines = (await readdir(join(dir, 'report/timeline'))).toSorted((a, b) =>
      withoutRelease(a) < withoutRelease(b) ? -1 : 1,
    );
    const files = new Map<string, string>([['job summary', jobSummaryOf(summary)]]);
    for (const path of [
      ...Object.values(texts),
      single,
      ...timelines.map((name) => `report/timeline/${name}`),
    ])
      files.set(path, await readFile(join(dir, path), 'utf8'));
    for (const path of [page, csv]) files.set(path.slice(out.length + 1), await readFile(path, 'utf8'));
    for (const [id, text] of await allureResultsOf(dir)) files.set(`${id} of Allure`, text);

    return { files, terminal };
  } finally {
    await rm(dir, { recursive: true });
    await rm(out, { recursive: true });
  }
}

/** The results for Allure by case, in an order that does not depend on the name of the release. */
async function allureResultsOf(dir: string): Promise<[string, string][]> {
  const results: [string, string][] = [];
  for (const name of await readdir(join(dir, 'allure-results'))) {
    if (!name.endsWith('-result.json')) continue;
    const text = await readFile(join(dir, 'allure-results', name), 'utf8');
    results.push([withoutRelease((JSON.parse(text) as { fullName: string }).fullName), text]);
  }

  return results.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The part of an id or a file name behind the release's name, which begins with the release's digest. */
function withoutRelease(id: string): string {
  return id.slice(id.lastIndexOf('~') + 1);
}

describe('a run with hostile texts in all places', () => {
  let hostile: Artefacts;
  let harmless: Artefacts;
  before(async function () {
    this.timeout(180_000);
    hostile = await artefactsWith(HOSTILE);
    harmless = await artefactsWith(HARMLESS);
  });

  /** Structures of the files that match, for both runs; names of files may contain the text, so their order counts. */
  const structures = (name: RegExp, structureOf: (text: string) => unknown) => {
    const [first = [], second = []] = [hostile, harmless].map(({ files }) =>
      [...files].filter(([path]) => name.test(path)).map(([, text]) => structureOf(text)),
    );
    assert.ok(first.length > 0, `no file matches ${name.source}`);
    assert.deepEqual(first, second);
  };

  it('has the same elements in each page', () => structures(/\.html$/, elementsIn));

  it('has the same elements and attributes in JUnit XML', () => structures(/\.xml$/, xmlStructureOf));

  it('has the same structure in Markdown', () => structures(/\.md$|^job summary$/, markdownStructureOf));

  it('has the same keys in SARIF and in the results for Allure', () => {
    structures(/\.sarif$/, (text) => shapeOf(JSON.parse(text)));
    structures(/ of Allure$/, (text) => shapeOf(JSON.parse(text)));
  });

  it('has the same rows and cells in each CSV', () =>
    structures(/\.csv$/, (text) => parseCsv(text).map((row) => row.length)));

  it('prints as many lines on a terminal, without a control character', () => {
    for (const [what, text] of hostile.terminal) {
      const expected = harmless.terminal.get(what) ?? '';
      assert.ok(text.trim().length > 0, `${what} is empty`);
      assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u, what);
      // An audit lists hosts and paths, which the text makes other hosts and paths.
      if (what !== 'audit') assert.equal(text.split('\n').length, expected.split('\n').length, what);
    }
  });

  it('begins no workflow command in the log of a job', () => {
    for (const [what, text] of hostile.terminal)
      if (what !== 'annotations') assert.doesNotMatch(text, /^\s*::|##\[/m, what);
  });
});

/** Names of elements and attributes of an XML document, in their order. */
function xmlStructureOf(xml: string): unknown {
  const parser = new XMLParser({ ignoreAttributes: false, preserveOrder: true });

  return shapeOf(parser.parse(xml));
}

/** A JSON value with each text replaced by its type. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;

  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}
