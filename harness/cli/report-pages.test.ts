import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readCaseRecord, readRun } from '../evidence/folders.ts';
import type { CaseRecord } from '../model/case.ts';
import type { Run } from '../model/run.ts';
import { findBrokenSeal } from '../evidence/seal.ts';
import { digestOfRun, readRunDigest } from '../evidence/run-digest.ts';
import { type DecodingStep, writePages, writeSinglePage } from '../report/reports.ts';
import { decodingSteps } from './decoding-steps.ts';
import { warnOfTampering } from './tampering-warning.ts';
import { caseWithText, HARMLESS, HOSTILE, runWithText } from './testing/hostile-texts.ts';
import { elementsOf, structureOf } from './testing/page-dom.ts';
import { EVERY_OUTCOME, type PageCaseSpec, writePageRun } from './testing/page-run.ts';

const folders: string[] = [];

/** Makes the pages of a run. @returns the run's folder, and its pages by path */
async function pagesOf(
  specs: readonly PageCaseSpec[],
  change?: (run: Run) => Run,
  options: Parameters<typeof writePages>[2] = { stepsOf: decodingSteps },
): Promise<{ dir: string; pages: Map<string, string> }> {
  const dir = await writePageRun(specs, change);
  folders.push(dir);
  await writePages(dir, await readRun(dir), options);
  const timelines = (await readdir(join(dir, 'report/timeline')))
    .filter((name) => name.endsWith('.html'))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const paths = ['index.html', 'report/index.html', ...timelines.map((name) => `report/timeline/${name}`)];
  const pages = new Map<string, string>();
  for (const path of paths) pages.set(path, await readFile(join(dir, path), 'utf8'));

  return { dir, pages };
}

describe('the pages of a run', () => {
  let dir: string;
  let pages: Map<string, string>;
  let page: string;
  before(async function () {
    this.timeout(60_000);
    ({ dir, pages } = await pagesOf(EVERY_OUTCOME));
    page = pages.get('index.html') ?? '';
  });
  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  it('have only links to files and places that exist, also for a case that never ran', () => {
    const places = new Map([...pages].map(([path, text]) => [path, idsOf(text)]));
    let links = 0;
    for (const [path, text] of pages)
      for (const link of linksOf(text)) {
        links++;
        const [file = '', place] = link.split('#');
        const target = file === '' ? path : join(dirname(path), decodeURIComponent(file));
        assert.ok(existsSync(join(dir, target)), `${path}: ${link}`);
        assert.ok(resolve(dir, target).startsWith(`${dir}/`), `${path}: ${link} leads out of the folder`);
        if (place !== undefined) assert.ok(places.get(target)?.has(place), `${path}: no place ${link}`);
      }
    assert.ok(links > 150, `${links} links`);
  });

  it('have no link to a section that a run without such cases lacks', async () => {
    const { pages: few } = await pagesOf([
      { recording: 'default-releases/mint@3.4.0.visit-typed.private', expected: ['leaks'] },
    ]);
    const text = few.get('index.html') ?? '';
    const places = idsOf(text);
    for (const link of linksOf(text)) if (link.startsWith('#')) assert.ok(places.has(link.slice(1)), link);
  });

  it('forbid everything but their own style and script', () => {
    for (const [path, text] of pages) {
      const policy = elementsOf(text).find(({ attributes }) => attributes['http-equiv'] !== undefined);
      assert.match(policy?.attributes['content'] ?? '', /^default-src 'none'; style-src 'sha256-/, path);
      assert.doesNotMatch(policy?.attributes['content'] ?? '', /unsafe|https?:|\*/, path);
      assert.ok(!elementsOf(text).some(({ attributes }) => attributes['style'] !== undefined), path);
    }
  });

  it('begin with the answer, and with the most urgent cases', () => {
    const order = [
      'mint@3.4.3 sent',
      'id="matrix"',
      'id="new-leaks"',
      'id="undecided"',
      'id="known-leaks"',
      'id="leaks-gone"',
      'id="limited"',
      'id="clean"',
      'id="recipients"',
      'id="legend"',
      'id="about"',
    ];
    const places = order.map((text) => page.indexOf(text, page.indexOf('<h1>')));
    assert.ok(
      places.every((place) => place > 0),
      String(places),
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  it('show how a value was encoded, step by step, with the value marked', () => {
    for (const text of ['field of the form: data_list', 'decoded from base64', 'decompressed with gzip'])
      assert.ok(page.includes(text), text);
    assert.match(page, /1f 8b 08 00/);
    assert.match(page, /<mark>https:\/\/[\w.-]+\.example\/\w+\/\w+\?q=\w+<\/mark>/);
    assert.match(page, /What is marked is the sha256 digest of the value/);
  });

  it('give commands for each leak that read its exchange', () => {
    assert.match(
      page,
      /jq &#39;\.log\.entries\[\d+\]\.request \| .*&#39; &quot;\$RUN&quot;\/cases\/mint@3\.4\.3~\w+\.visit-typed\.private\/traffic\.har/,
    );
    assert.match(page, /npx leakgate verify &quot;\$RUN&quot; --digest sha256:[0-9a-f]{64}/);
  });

  it('show what was found in a suspect case, and count its recipient as suspected', () => {
    assert.match(page, /What was found<\/h4>.*java-hashcode/s);
    assert.match(page, /Suspected, and not proven:.*java-hashcode/s);
    assert.equal(page.match(/<th role="rowheader" scope="row" class="value">/g)?.length, 3);
  });

  it('keep findings of a leaking case apart that no reason proves, such as those of another app', async () => {
    const withOther = (name: string, content: unknown): unknown => {
      if (name !== 'case.json') return content;
      const record = content as CaseRecord;
      const [first] = record.findings;

      return first
        ? { ...record, findings: [...record.findings, { ...first, host: 'other.example' }] }
        : record;
    };
    const leaking = 'default-releases/mint@3.4.0.visit-typed.private';
    const text = (await pagesOf([{ recording: leaking, change: withOther }])).pages.get('index.html') ?? '';
    assert.match(text, /Also found, and not proven \(1\)<\/summary>.*other\.example/s);
    assert.match(text, /Suspected, and not proven:<\/p><ul><li><span class="value">other\.example/);
    assert.equal(text.match(/<th role="rowheader" scope="row" class="value">/g)?.length, 1);
  });

  it('mark what changed since the release before', () => {
    assert.match(page, /leaks, new<\/a><span class="change">still leaking<\/span>/);
  });

  it('say what would decide an undecided case, and why a case never ran', () => {
    assert.equal(page.match(/Decided by:<\/strong> Use a network that Android validates/g)?.length, 1);
    assert.match(page, /the handset was unplugged/);
  });

  it('say that the run is simulated, on each page', () => {
    for (const [path, text] of pages) assert.match(text, /<strong>Simulated\.<\/strong>/, path);
  });

  it('say nothing of a simulation, or of changes, if there is none', async () => {
    const real = await pagesOf([{ recording: 'default-releases/mint@3.4.0.visit-typed.private' }], (run) => ({
      ...run,
      handsets: run.handsets.map((handset) => ({ ...handset, simulated: false })),
    }));
    for (const [path, text] of real.pages) assert.doesNotMatch(text, /<strong>Simulated|Do not rely/, path);
  });

  it('warn of evidence that was changed, on each page', async () => {
    const forged = await writePageRun([{ recording: 'default-releases/mint@3.4.0.visit-typed.private' }]);
    folders.push(forged);
    const run = await readRun(forged);
    await appendFile(join(forged, run.cases[0]?.evidence ?? '', 'traffic.har'), ' ');
    await writePages(forged, run, { stepsOf: decodingSteps, warnings: await warnOfTampering(forged, run) });
    for (const [file, warning] of [
      ['report/summary.md', '**Do not rely on this:** the evidence was changed after the run'],
      ['report/summary.md', '## Leakgate: EVIDENCE CHANGED AFTER THE RUN'],
      ['report/junit.xml', '<testcase classname="gate" name="evidence"'],
      ['report/results.sarif', '"the evidence was changed after the run, so these reports may be wrong:"'],
    ] as const)
      assert.ok((await readFile(join(forged, file), 'utf8')).includes(warning), file);
    for (const path of ['index.html', 'report/index.html']) {
      const text = await readFile(join(forged, path), 'utf8');
      assert.match(text, /Do not rely on this page:<\/strong> .*changed after the run/, path);
      assert.match(text, /traffic\.har was changed/, path);
    }
    const timelines = await readdir(join(forged, 'report/timeline'));
    const timeline = timelines.find((name) => name.endsWith('html')) ?? '';
    assert.match(await readFile(join(forged, 'report/timeline', timeline), 'utf8'), /Do not rely/);
  });

  it('say that a bundle is redacted, what was replaced, and how to verify it', async () => {
    const bundle = await writePageRun(
      [{ recording: 'default-releases/mint@3.4.0.visit-typed.private' }],
      (run) => ({
        ...run,
        redacted: { of: 'cd'.repeat(32) },
      }),
    );
    folders.push(bundle);
    const redaction = {
      schema: 'leakgate/redaction@1',
      of: 'cd'.repeat(32),
      replaced: [{ name: 'android_id', times: 3, files: ['run.json'] }],
      files: [],
      parts: [],
      lost: [],
    };
    await writeFile(join(bundle, 'redaction.json'), JSON.stringify(redaction));
    await writePages(bundle, await readRun(bundle), { stepsOf: decodingSteps });
    const names = await readdir(join(bundle, 'report/timeline'));
    const paths = [
      'index.html',
      'report/index.html',
      ...names.filter((name) => name.endsWith('html')).map((name) => `report/timeline/${name}`),
    ];
    for (const path of paths) {
      const text = await readFile(join(bundle, path), 'utf8');
      assert.match(text, /Redacted bundle.*sha256:cdcd/s, path);
      assert.match(text, /Replaced: android_id \(3 times\)/, path);
      assert.match(text, /npx leakgate verify/, path);
    }
  });

  it('have the same structure with hostile texts, and no control characters', async function () {
    this.timeout(60_000);
    const [hostile, harmless] = [await pagesWithText(HOSTILE), await pagesWithText(HARMLESS)];
    assert.deepEqual(hostile.map(structureOf), harmless.map(structureOf));
    for (const text of hostile) {
      assert.doesNotMatch(text.replaceAll(/[\n]/g, ''), /\p{C}/u);
      for (const link of linksOf(text)) assert.doesNotMatch(link, /^(?!data:)[a-z]+:|^\/\//i);
      assert.ok(withoutData(text).length < 2_000_000, `${text.length} characters`);
    }
    assert.ok(hostile[0]?.includes('&lt;script&gt;alert(1)'), 'the text is not shown');
  });
});

describe('the single file of a run', () => {
  let dir: string;
  let page: string;
  before(async () => {
    dir = await writePageRun(EVERY_OUTCOME);
    page = await readFile(join(dir, await writeSinglePage(dir, await readRun(dir), options)), 'utf8');
  });
  after(() => rm(dir, { recursive: true }));
  const options = { stepsOf: decodingSteps };
  /** Files inside the page by the name under which a browser saves them. */
  const insideOf = (text: string) =>
    elementsOf(text).flatMap(({ attributes: { href = '', download } }) =>
      download === undefined ? [] : [{ download, content: contentOf(href) }],
    );

  it('has no link out of itself', () => {
    const places = idsOf(page);
    for (const link of linksOf(page))
      assert.ok(
        link.startsWith('data:') || (link.startsWith('#') && places.has(link.slice(1))),
        link.slice(0, 80),
      );
  });

  it('has the requests that carried history, as they were recorded, and the pictures', async () => {
    const run = await readRun(dir);
    const hars = insideOf(page).filter(({ download }) => download === 'findings.har');
    assert.equal(hars.length, run.cases.filter(({ findings }) => findings > 0).length);
    const leaking = run.cases.filter(({ findings }) => findings > 0);
    const found = new Map<string, number>();
    for (const { evidence } of leaking) {
      const { findings } = await readCaseRecord(join(dir, evidence));
      const { log } = JSON.parse(await readFile(join(dir, evidence, 'traffic.har'), 'utf8')) as Har;
      for (const { exchange } of findings) found.set(JSON.stringify(log.entries[exchange]), exchange);
    }
    const kept = hars.flatMap(({ content }) => (JSON.parse(content) as Har).log.entries);
    assert.equal(kept.length, found.size);
    for (const entry of kept) {
      const index = found.get(JSON.stringify({ ...entry, comment: undefined }));
      assert.equal(entry.comment, `traffic.har, log.entries[${index}]`);
    }
    assert.ok(elementsOf(page).some(({ attributes: { src } }) => src?.startsWith('data:image/png;base64,')));
  });

  it('has run.json, whose digest it gives, and says how to verify', async () => {
    const json = insideOf(page).find(({ download }) => download === 'run.json');
    const digest = digestOfRun(JSON.parse(json?.content ?? ''));
    assert.equal(digest, await readRunDigest(dir));
    assert.ok(page.includes(`npx leakgate verify FOLDER --digest sha256:${digest}`));
  });

  it('has no evidence of clean cases', () => {
    const records = insideOf(page).filter(({ download }) => download === 'case.json');
    assert.ok(records.length > 0);
    for (const { content } of records) assert.doesNotMatch(content, /"verdict": "clean"/);
  });

  it('has a request that was recorded in a later case, and the command that reads it', async () => {
    const run = await writePageRun([
      { recording: 'default-releases/mint@3.4.0.visit-typed.private', isLate: true },
    ]);
    const text = await readFile(join(run, await writeSinglePage(run, await readRun(run), options)), 'utf8');
    const har = insideOf(text).find(({ download }) => download === 'findings.har');
    const { log } = JSON.parse(har?.content ?? '') as Har;
    assert.deepEqual(
      log.entries.map(({ comment }) => comment),
      ['late.har, log.entries[0]'],
    );
    assert.match(text, /jq &#39;\.log\.entries\[0\]\.request[^\n]*\/late\.har/);
    assert.match(text, /decompressed with gzip/);
    await rm(run, { recursive: true });
  });

  it('leaves out what would make it too large for a mail, and says so', async () => {
    const large = 'x'.repeat(13 * 1024 * 1024);
    const [spec] = EVERY_OUTCOME;
    assert.ok(spec);
    const run = await writePageRun([
      { ...spec, change: (name, content) => (name === 'decoded' ? { text: large } : content) },
    ]);
    const text = await readFile(join(run, await writeSinglePage(run, await readRun(run), options)), 'utf8');
    await rm(run, { recursive: true });
    assert.match(text, /1 file was left out, because the page would be too large/);
    assert.ok(text.length < 1_000_000);
  });

  it('keeps the seal of the run', async () => {
    assert.deepEqual(await warnOfTampering(dir, await readRun(dir)), []);
    assert.deepEqual([...(await findBrokenSeal(dir)).complaints.keys()], []);
  });
});

interface Har {
  log: { entries: { comment?: string }[] };
}

/** The content of a data URL. */
function contentOf(url: string): string {
  return Buffer.from(/^data:[\w/-]+;base64,(.*)$/s.exec(url)?.[1] ?? '', 'base64').toString();
}

/** The pages of cases with a text in every place: a new leak, an undecided case, a clean one. */
async function pagesWithText(text: string): Promise<string[]> {
  const specs = EVERY_OUTCOME.slice(1, 9).map((spec) => caseWithText(spec, text));
  const step: DecodingStep = {
    step: `json:${text}`,
    bytes: 1,
    isText: true,
    before: text,
    canary: text,
    after: text,
    cut: { before: true, after: true },
  };
  const options = { stepsOf: () => [step], warnings: ['head', text] };
  const { dir, pages } = await pagesOf(specs, (run) => runWithText(run, text), options);
  const single = await writeSinglePage(dir, await readRun(dir), options);

  return [...pages.values(), await readFile(join(dir, single), 'utf8')];
}

/** A page without the content of its data URLs. */
function withoutData(page: string): string {
  return page.replaceAll(/"data:[^"]*"/g, '""');
}

function linksOf(page: string): string[] {
  return elementsOf(page).flatMap(({ attributes }) =>
    [attributes['href'], attributes['src']].filter((link): link is string => link !== undefined),
  );
}

function idsOf(page: string): Set<string> {
  return new Set(elementsOf(page).flatMap(({ attributes }) => attributes['id'] ?? []));
}
