import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { SEAL } from '../evidence/seal.ts';
import { writeRunFolder, type WrittenRun } from '../runner/testing/run-folder.ts';
import { presentRun, resultLines } from './present.ts';
import { REPORT_FILES, writePages } from './reports.ts';
import { summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';

/** What an action writes to a stream of this process. */
async function captured(stream: NodeJS.WriteStream, action: () => Promise<void>): Promise<string> {
  const write = stream.write;
  let text = '';
  stream.write = (chunk: string) => {
    text += chunk;

    return true;
  };
  try {
    await action();
  } finally {
    stream.write = write;
  }

  return stripVTControlCharacters(text);
}

describe('resultLines', () => {
  it('shows the table, the gate, and that the run was simulated', () => {
    const text = stripVTControlCharacters(resultLines(summaryOf()).join('\n'));
    assert.match(text, /^release {2}/);
    assert.match(text, /\n\ngate failed \(exit code 1\)/);
    assert.match(text, /\n\nsimulated browsers ran on a simulated handset, whose clock ran at 20x/);
  });

  it('does not call a run on a phone simulated', () => {
    const run = runOf('clean');
    run.handsets[0]!.simulated = false;
    assert.doesNotMatch(resultLines(summaryOf(run)).join('\n'), /simulated/);
  });

  it('has no workflow command of a recorded text, wherever a line is broken', () => {
    const run = runOf('suspect', 'leaks');
    for (const row of run.cases) {
      row.release = { ...row.release, versionName: '::error::a '.repeat(30) };
      row.scenario = '::error::b';
      row.reasons = [{ code: 'not-run', text: '##[add-mask]a ::error::x' }];
    }
    for (const line of resultLines(summaryOf(run)).join('\n').split('\n'))
      assert.doesNotMatch(line, /##\[|^\s*::/);
  });

  it('shows no table of no case', () => {
    const run = runOf();
    run.gate = { passed: false, exitCode: 3, failures: [] };
    assert.match(
      stripVTControlCharacters(resultLines(summaryOf(run))[0] ?? ''),
      /^no case was decided \(exit code 3\)/,
    );
  });
});

describe('a run that ended', () => {
  const options = { stepsOf: () => undefined };
  let folder: WrittenRun;
  beforeEach(async () => void (folder = await writeRunFolder('ab'.repeat(32))));
  afterEach(() => rm(folder.dir, { recursive: true }));

  it('has each report that the list of reports names', async () => {
    const { digest } = await writePages(folder.dir, folder.run, options);
    const { allure: _, ...files } = REPORT_FILES;
    for (const [name, file] of Object.entries(files)) {
      const text = await readFile(join(folder.dir, file), 'utf8');
      assert.ok(text.includes(name === 'verdicts' || name === 'findings' ? folder.run.id : digest), file);
    }
  });

  it('is presented and sealed even if its cases cannot be read', async () => {
    await writeFile(join(folder.caseDirs[0] ?? '', 'case.json'), '{');
    await rm(join(folder.dir, SEAL), { force: true });
    const text = await captured(process.stderr, () => presentRun(folder.dir, folder.run, [], options, {}));
    assert.match(text, /could not read the cases of the run: .*case\.json/);
    assert.match(text, /gate (?:passed|failed)/);
    assert.match(text, /could not write the reports/);
    assert.match(text, /digest of this run: sha256:[0-9a-f]{64}/);
    await access(join(folder.dir, SEAL));
  });

  it('gets a job summary where GitHub asks for one', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'leakgate-summary-'));
    const file = join(dir, 'summary.md');
    try {
      await writeFile(join(folder.caseDirs[0] ?? '', 'case.json'), '{'); // so that no report is written, which takes long
      await captured(process.stderr, () =>
        presentRun(folder.dir, folder.run, [], options, { GITHUB_STEP_SUMMARY: file }),
      );
      assert.match(await readFile(file, 'utf8'), /^## Leakgate: gate/);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('is annotated in GitHub Actions only', async () => {
    await writeFile(join(folder.caseDirs[0] ?? '', 'case.json'), '{');
    const annotations = async (env: NodeJS.ProcessEnv) =>
      (await captured(process.stderr, () => presentRun(folder.dir, folder.run, [], options, env))).match(
        /^::.*$/gm,
      );
    assert.equal(await annotations({}), null);
    assert.match(String(await annotations({ GITHUB_ACTIONS: 'true' })), /::notice title=Leakgate::gate /);
  });
});
