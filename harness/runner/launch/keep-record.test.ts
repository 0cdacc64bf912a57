import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_BUDGET } from '../../detect/detector.ts';
import { tell } from '../progress.ts';
import { readTables } from '../tables.ts';
import { judgingBy } from '../work/judging.ts';
import { type WrittenRun, writeCurrentRun } from '../testing/run-folder.ts';
import { keepRecord, takeFolders } from './keep-record.ts';
import { createNarrator } from './narrator.ts';

describe('the record of a run', function () {
  this.timeout(10_000);
  let written: WrittenRun;

  beforeEach(async () => {
    written = await writeCurrentRun();
  });
  afterEach(() => rm(written.dir, { recursive: true, force: true }));

  it('goes on where it cannot be written for a while, and that is said', async () => {
    const { dir, run } = written;
    const out = new PassThrough();
    const heard: string[] = [];
    out.on('data', (data: Buffer) => heard.push(String(data)));
    await rm(join(dir, 'run.json'));
    await mkdir(join(dir, 'run.json'));
    const failed = new Map<string, string>();
    const narrator = createNarrator({ out, handsets: 1, simulated: true });
    const stop = keepRecord({ runDir: dir, run, narrator, failed });
    tell(dir, { kind: 'said', text: 'before' });
    while (!heard.join('').includes('run.json could not be written')) await sleep(50);
    tell(dir, { kind: 'batch-failed', batch: 'b', why: 'it could not' });
    await stop();
    assert.match(heard.join(''), /before/);
    assert.equal(failed.get('b'), 'it could not');
  });

  it('keeps no verdict but a leak of a case whose folder cannot be read, and takes the others', async () => {
    const { dir, run } = written;
    const judging = judgingBy(await readTables(DEFAULT_BUDGET), run.rules);
    const said: string[] = [];
    const verdicts = run.cases.map(({ verdict }) => verdict);
    assert.ok(verdicts.includes('leaks') && verdicts.includes('clean'));
    await takeFolders(dir, run, judging, (text) => said.push(text));
    assert.deepEqual([said, run.cases.map(({ verdict }) => verdict)], [[], verdicts]);
    for (const { evidence } of run.cases) await writeFile(join(dir, evidence, 'case.json'), '{');
    await takeFolders(dir, run, judging, (text) => said.push(text));
    assert.equal(said.length, run.cases.length);
    for (const { verdict, state } of run.cases)
      assert.equal(state, verdict === 'leaks' ? 'decided' : 'running');
  });
});
