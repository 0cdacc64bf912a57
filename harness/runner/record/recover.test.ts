import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan } from '../../evidence/folders.ts';
import { Fault } from '../../model/fault.ts';
import { readTables } from '../tables.ts';
import { type WrittenRun, writeCurrentRun } from '../testing/run-folder.ts';
import { createJudge } from './judge.ts';
import { recoverRun, withCaseFolders } from './recover.ts';

describe('recovering a run whose launcher ended', function () {
  this.timeout(10_000);
  let written: WrittenRun;

  beforeEach(async () => {
    written = await writeCurrentRun();
  });
  afterEach(() => rm(written.dir, { recursive: true, force: true }));

  const recover = async () =>
    recoverRun(written.dir, await readPlan(written.dir), await readTables(DEFAULT_BUDGET));

  it('continues from the run.json that was written last', async () => {
    assert.deepEqual(await recover(), written.run);
  });

  it('starts from the plan if there is no run.json yet', async () => {
    await rm(join(written.dir, 'run.json'));
    const run = await recover();
    assert.deepEqual(
      run.cases.map(({ id, state, verdict }) => [id, state, verdict]),
      written.run.cases.map(({ id }) => [id, 'planned', null]),
    );
  });

  for (const [what, content] of [
    ['is not JSON', '{'],
    ['is not a run', '{"schema":"leakgate/run@1"}'],
  ] as const)
    it(`throws if run.json ${what}, and keeps the file`, async () => {
      const file = join(written.dir, 'run.json');
      await writeFile(file, content);
      await assert.rejects(recover(), (error) => error instanceof Fault && /run\.json/.test(error.message));
      assert.equal(await readFile(file, 'utf8'), content);
    });

  it('takes verdicts from readable folders; if a folder cannot be read, keeps only a leak', async () => {
    const { dir, run } = written;
    const judge = createJudge(await readTables(DEFAULT_BUDGET), run.rules);
    const printed: string[] = [];
    const verdicts = run.cases.map(({ verdict }) => verdict);
    assert.ok(verdicts.includes('leaks') && verdicts.includes('clean'));
    const readable = await withCaseFolders(dir, run, judge, (text) => printed.push(text));
    assert.deepEqual([printed, readable.cases.map(({ verdict }) => verdict)], [[], verdicts]);
    for (const { evidence } of run.cases) await writeFile(join(dir, evidence, 'case.json'), '{');
    const unreadable = await withCaseFolders(dir, run, judge, (text) => printed.push(text));
    assert.equal(printed.length, run.cases.length);
    for (const { verdict, state } of unreadable.cases)
      assert.equal(state, verdict === 'leaks' ? 'decided' : 'running');
  });
});
