import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan } from '../../evidence/folders.ts';
import { Fault } from '../../model/fault.ts';
import { readTables } from '../tables.ts';
import { type WrittenRun, writeCurrentRun } from '../testing/run-folder.ts';
import { judgingBy } from './judging.ts';
import { recoverRun, withFolders } from './recover.ts';

describe('a run whose launcher is gone', function () {
  this.timeout(10_000);
  let written: WrittenRun;

  beforeEach(async () => {
    written = await writeCurrentRun();
  });
  afterEach(() => rm(written.dir, { recursive: true, force: true }));

  const recovered = async () =>
    recoverRun(written.dir, await readPlan(written.dir), await readTables(DEFAULT_BUDGET));

  it('continues from the run.json that was written last', async () => {
    assert.deepEqual(await recovered(), written.run);
  });

  it('starts from the plan where no run.json was written yet', async () => {
    await rm(join(written.dir, 'run.json'));
    const run = await recovered();
    assert.deepEqual(
      run.cases.map(({ id, state, verdict }) => [id, state, verdict]),
      written.run.cases.map(({ id }) => [id, 'planned', null]),
    );
  });

  for (const [what, content] of [
    ['is not JSON', '{'],
    ['is not a run', '{"schema":"leakgate/run@1"}'],
  ] as const)
    it(`is an error where its run.json ${what}, and the file is kept`, async () => {
      const file = join(written.dir, 'run.json');
      await writeFile(file, content);
      await assert.rejects(recovered(), (error) => error instanceof Fault && /run\.json/.test(error.message));
      assert.equal(await readFile(file, 'utf8'), content);
    });

  it('keeps no verdict but a leak of a case whose folder cannot be read, and takes the others', async () => {
    const { dir, run } = written;
    const judging = judgingBy(await readTables(DEFAULT_BUDGET), run.rules);
    const said: string[] = [];
    const verdicts = run.cases.map(({ verdict }) => verdict);
    assert.ok(verdicts.includes('leaks') && verdicts.includes('clean'));
    const read = await withFolders(dir, run, judging, (text) => said.push(text));
    assert.deepEqual([said, read.cases.map(({ verdict }) => verdict)], [[], verdicts]);
    for (const { evidence } of run.cases) await writeFile(join(dir, evidence, 'case.json'), '{');
    const unread = await withFolders(dir, run, judging, (text) => said.push(text));
    assert.equal(said.length, run.cases.length);
    for (const { verdict, state } of unread.cases)
      assert.equal(state, verdict === 'leaks' ? 'decided' : 'running');
  });
});
