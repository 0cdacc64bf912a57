import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { familyOf, UNSEEN_LANGUAGES, unseenBrowser } from '../browsers/testing/unseen-browsers.ts';
import { readCaseEvidence, readRun } from '../evidence/folders.ts';
import { type BrowserDeclaration, truthFor } from '../model/browser.ts';
import type { RunCase } from '../model/run.ts';
import { type CopiedProject, copyProject } from './testing/copied-project.ts';
import { inspectAsPerson } from './testing/inspecting-person.ts';

/** The languages in `LEAKGATE_UNSEEN`, such as `ru,ar`; `all` means every language. */
const CHOSEN = process.env['LEAKGATE_UNSEEN'] ?? 'hi';
const BROWSERS = UNSEEN_LANGUAGES.filter(
  (language) => CHOSEN === 'all' || CHOSEN.split(',').includes(language),
).map(unseenBrowser);
/** For all languages; one takes 5 min. */
const LIMIT_MS = 1_800_000;
const ONE_CASE = ['--scenario', 'visit-typed', '--mode', 'private'];

/** One case of each browser. */
interface Judged {
  cases: readonly RunCase[];
  dir: string;
  stderr: string;
}

describe('a browser that Leakgate has never seen', function () {
  this.timeout(LIMIT_MS);
  let project: CopiedProject;
  let unknown: Judged;
  let known: Judged;
  const table = new Table({
    head: ['language', 'without rows', 'cues found', 'verdict'],
    style: { head: [], border: [] },
  });

  before(async () => {
    project = await copyProject();
    const families = BROWSERS.map((browser) => `  ${browser.declaration.family}: ${familyOf(browser)}\n`);
    await writeFile(join(project.root, 'leakgate.locators.yaml'), `families:\n${families.join('')}`);
    for (const { declaration, folder } of BROWSERS) await addRelease(declaration, folder);
  });
  after(async () => {
    process.stderr.write(`${table.toString()}\n`);
    await project.remove();
  });

  it('is inconclusive without rows for its screens', async () => {
    unknown = await judge('before');
    for (const row of unknown.cases)
      assert.equal(row.verdict, 'inconclusive', `${row.id}\n${unknown.stderr}`);
    assert.equal(unknown.cases.length, BROWSERS.length);
  });

  for (const { language, declaration } of BROWSERS)
    it(`gets rows from inspect, from a person who points at what is on the screen (${language})`, async () => {
      const screens = join(project.root, 'reports', `inspect-${language}`);
      const { code, heard } = await inspectAsPerson(project, declaration, screens);
      assert.equal(code, 0, heard.slice(-3000));
      assert.match(heard, /^Private mode can be proven before each visit: /m);
    });

  it('is judged as it deserves with these rows', async () => {
    known = await judge('after');
    const failures: string[] = [];
    for (const { language, declaration } of BROWSERS) {
      const ofBrowser = ({ cases }: Judged): RunCase | undefined =>
        cases.find(({ release }) => release.family === declaration.family);
      const row = ofBrowser(known);
      const truth = truthFor(declaration.truth, 'visit-typed', 'private');
      assert.ok(row && truth);
      const without = ofBrowser(unknown)?.verdict ?? 'none';
      table.push([language, without, await cuesIn(row, known.dir), row.verdict ?? 'none']);
      const codes = row.reasons.map(({ code }) => code);
      const isRight =
        row.verdict === truth.rooted &&
        [...truth.reasons, 'proven-by-own-rows'].every((code) => codes.includes(code));
      if (!isRight)
        failures.push(`${language}: ${row.verdict}, not ${truth.rooted}: ${JSON.stringify(row.reasons)}`);
    }
    assert.deepEqual(failures, [], known.stderr);
  });

  /** Packs the sources into an APK and catalogues it, as a user does. */
  async function addRelease({ family }: BrowserDeclaration, folder: string): Promise<void> {
    const keys = join(project.root, 'apks/simulated/keys');
    for (const end of ['pk8', 'x509.pem'])
      await copyFile(join(keys, `mint.${end}`), join(keys, `${family}.${end}`));
    const apk = join(project.root, 'apks', `${family}.apk`);
    for (const args of [
      ['handset', 'pack', folder, '--out', apk],
      ['apks', 'add', apk],
    ]) {
      const { code, stderr } = await project.leakgate(...args);
      assert.equal(code, 0, stderr);
    }
  }

  async function judge(name: string): Promise<Judged> {
    const dir = join(project.root, 'reports', name);
    const releases = BROWSERS.flatMap(({ declaration: { family, versionName } }) => [
      '--release',
      `${family}@${versionName}`,
    ]);
    const handset = BROWSERS.length > 1 ? 'sim:2' : 'sim';
    const { stderr } = await project.leakgate(
      'run',
      ...releases,
      ...ONE_CASE,
      '--handset',
      handset,
      '--out',
      dir,
    );

    return { cases: (await readRun(dir)).cases, dir, stderr };
  }

  /** The cues that proved private mode before the visit. */
  async function cuesIn(row: RunCase, dir: string): Promise<string> {
    const { timeline } = await readCaseEvidence(join(dir, row.evidence));
    const proof = timeline.steps.find((step) => step.kind === 'private-proof');

    return proof?.cues.flatMap(({ name, seen }) => (seen ? [name] : [])).join(', ') ?? 'none';
  }
});
