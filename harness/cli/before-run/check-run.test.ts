import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Expectation } from '../../model/expectations.ts';
import { type CataloguedRelease, nameOfRelease } from '../../model/release.ts';
import { loadCatalog } from '../../releases/catalog.ts';
import { projectRoot } from '../../runner/project.ts';
import { captureStdout } from '../testing/capture-stdout.ts';
import { run } from '../run.ts';
import { changedApkProblems, missingApkProblems } from './apk-problems.ts';
import { diskProblems } from './disk-problems.ts';
import { expectationProblems } from './expectation-problems.ts';
import { handsetProblems } from './handset-problems.ts';
import { machineProblems } from './machine-problems.ts';

describe('before a run', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-before-'));
  });
  after(() => rm(folder, { recursive: true }));

  describe('the expectations', () => {
    const entry = (changes: object) =>
      ({
        on: 'simulated',
        release: 'mint@*',
        scenario: '*',
        mode: '*',
        expect: 'leaks',
        reason: 'x',
        source: 'y',
        ...changes,
      }) as Expectation;
    const problemsWith = async (changes: object, history = [] as never[]) =>
      expectationProblems([entry(changes)], {
        file: 'apks/expectations.yaml',
        on: 'simulated',
        plan: undefined,
        releases: (await loadCatalog(projectRoot)).releases,
        history,
        today: '2026-11-30',
      });

    it('pass if nothing is wrong', async () => {
      assert.deepEqual(await problemsWith({ until: '2026-11-30' }), []);
    });

    it('that are past their date are reported, and do not stop the run', async () => {
      const [problem] = await problemsWith({ until: '2026-11-29' });
      assert.match(problem?.what ?? '', /mint@\*, \*, \* \(simulated\) was valid only until 2026-11-29/);
      assert.equal(problem?.stopsRun, false);
    });

    it('with a range that is none stop the run', async () => {
      const [problem] = await problemsWith({ release: 'mint@>=bad' });
      assert.match(problem?.what ?? '', /^apks\/expectations\.yaml: 'mint@>=bad' is not a range/);
      assert.equal(problem?.stopsRun, true);
    });

    it('with a baseline that is no release stop the run, and name the releases', async () => {
      const recipients = { expect: undefined, recipients: 'no-new' };
      const [problem] = await problemsWith({ ...recipients, baseline: 'mint@1.0.0' });
      assert.match(problem?.what ?? '', /the baseline mint@1\.0\.0 of the entry .* is not in the catalogue/);
      assert.match(problem?.fix ?? '', /^name one of mint@3\.4\.0, mint@3\.4\.3,.* or add/);
      assert.equal(problem?.stopsRun, true);
      assert.deepEqual(await problemsWith({ ...recipients, baseline: 'mint@3.4.0' }), []);
      // An entry for the other kind of handset does not matter to this run.
      assert.deepEqual(await problemsWith({ ...recipients, on: 'real', baseline: 'mint@1.0.0' }), []);
      const tested = { simulated: true, release: { family: 'mint', versionName: '1.0.0' } } as never;
      assert.deepEqual(await problemsWith({ ...recipients, baseline: 'mint@1.0.0' }, [tested]), []);
    });
  });

  describe('the APKs', () => {
    const release = (file: string, sha256: string) =>
      ({ family: 'mint', versionName: '1', file, sha256 }) as CataloguedRelease;
    // SHA-256 of "text".
    const DIGEST = '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1';

    it('that are missing are named', () => {
      const [problem, ...more] = missingApkProblems(folder, [release('none.apk', DIGEST)]);
      assert.deepEqual(more, []);
      assert.match(problem?.what ?? '', /^mint@1: its APK none\.apk does not exist$/);
    });

    it('that were changed are named', async () => {
      await writeFile(join(folder, 'a.apk'), 'text');
      assert.deepEqual(missingApkProblems(folder, [release('a.apk', DIGEST)]), []);
      assert.deepEqual(await changedApkProblems(folder, [release('a.apk', DIGEST)]), []);
      const [problem] = await changedApkProblems(folder, [release('a.apk', `00${DIGEST.slice(2)}`)]);
      assert.match(
        problem?.what ?? '',
        /^mint@1: the APK a\.apk was changed .* 982d9e3e\.\.\., not 002d9e3e/,
      );
    });
  });

  it('the disk must have room for the cases', () => {
    assert.deepEqual(
      diskProblems(join(folder, 'a/b'), 10, () => 301e6),
      [],
    );
    const [problem] = diskProblems(join(folder, 'a/b'), 20, () => 301e6);
    assert.equal(problem?.what, `the disk of ${folder} has 301 MB free, and the run needs about 400 MB`);
  });

  it('a real phone needs no Chromium', () => {
    const machine = { env: {}, platform: 'linux', home: folder, root: folder, uid: 0 };
    const missing = (simulated: boolean) =>
      machineProblems(simulated, machine).map(({ what }) => what.split(' is missing', 1)[0]);
    assert.deepEqual(missing(true), ['adb', 'Android build tools', 'Chromium', 'chromedriver', 'Java']);
    assert.deepEqual(missing(false), ['adb', 'Android build tools', 'Java']);
  });

  it('a simulated handset that should run already must answer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    assert.deepEqual(await handsetProblems([`sim@${port}`]), []);
    await new Promise((resolve) => server.close(resolve));
    const [problem] = await handsetProblems([`sim@${port}`]);
    assert.match(problem?.what ?? '', /no simulated handset runs on this port/);
  });

  describe('--dry-run', function () {
    this.timeout(30_000);

    it('prints cases, what is skipped and why, and the length, and writes nothing', async () => {
      const out = join(folder, 'dry');
      const before = await readdir(join(projectRoot, 'reports'));
      const { result, stdout } = await captureStdout(() =>
        run({
          dryRun: true,
          release: ['mint@3.4.0', 'mint@3.4.3'],
          mode: ['private', 'private/off'],
          scenario: ['search'],
          out,
        }),
      );
      assert.equal(result, 0);
      assert.match(stdout, /^mint@3\.4\.0 {2}1 case\n {2}private: search$/m);
      assert.match(stdout, /^ {2}private\/off: search$/m);
      assert.match(
        stdout,
        /^skipped: mint@3\.4\.0, private\/off, search: mint@3\.4\.0 has no statistics switch$/m,
      );
      assert.match(stdout, /^2 releases, 3 cases on sim: about \d+ min/m);
      assert.deepEqual(await readdir(join(projectRoot, 'reports')), before);
      assert.deepEqual((await readdir(folder)).includes('dry'), false);
    });

    it('reports every fault at once, as data', async () => {
      const { result, stdout } = await captureStdout(() =>
        run({
          dryRun: true,
          json: true,
          release: ['bogus', 'mint@0.0.1'],
          scenario: ['none'],
          mode: ['public'],
          capability: ['7'],
        }),
      );
      assert.equal(result, 3);
      const { ready, problems } = JSON.parse(stdout) as { ready: boolean; problems: { what: string }[] };
      assert.equal(ready, false);
      assert.deepEqual(
        ['bogus', 'mint@0.0.1', "'none'", "'public'", '--capability 7'].filter(
          (name) => !problems.some(({ what }) => what.includes(name)),
        ),
        [],
      );
    });

    for (const [option, options] of [
      ['--blocks', { blocks: 7 }],
      ['--no-twin', { twin: false, mode: ['normal'] }],
      ['--speed', { speed: 2, handset: ['SERIAL'] }],
    ] as const)
      it(`refuses ${option} where it has no effect`, async () => {
        const { result, stdout } = await captureStdout(() =>
          run({
            dryRun: true,
            json: true,
            ...options,
            mode: [...('mode' in options ? options.mode : [])],
            handset: [...('handset' in options ? options.handset : ['sim'])],
          }),
        );
        assert.equal(result, 3);
        assert.match(stdout, new RegExp(`"${option} has no effect here: `));
      });

    it('estimates more for more cases', async () => {
      const lengthOf = async (scenario: string[]) => {
        const { stdout } = await captureStdout(() =>
          run({ dryRun: true, json: true, release: ['mint@3.4.0'], scenario }),
        );

        return (JSON.parse(stdout) as { estimatedMs: number }).estimatedMs;
      };
      assert.ok((await lengthOf(['search', 'visit-typed'])) > (await lengthOf(['search'])) + 10_000);
    });
  });

  it('a run that cannot start names each cause in JUnit, the Markdown summary and run.json, with exit code 3', async function () {
    this.timeout(30_000);
    const out = join(folder, 'unstarted');
    await mkdir(out);
    const code = await run({
      release: ['mint@3.4.0'],
      scenario: ['search'],
      handset: ['sim@1', 'sim@2'],
      out,
    });
    assert.equal(code, 3);
    for (const file of ['report/junit.xml', 'report/summary.md', 'run.json']) {
      const text = stripVTControlCharacters(await readFile(join(out, file), 'utf8'));
      for (const port of [1, 2])
        assert.match(text, new RegExp(`sim@${port}:?\`? no simulated handset runs`), file);
      assert.match(text, new RegExp(nameOfRelease({ family: 'mint', versionName: '3.4.0' })), file);
    }
    assert.match(
      await readFile(join(out, 'report/junit.xml'), 'utf8'),
      /<testcase classname="gate" name="before the run"/,
    );
  });
});
