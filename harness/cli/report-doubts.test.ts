import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRunFolder, type WrittenRun } from '../runner/testing/run-folder.ts';
import { doubtsOf } from './report-doubts.ts';

describe('doubtsOf', () => {
  let folder: WrittenRun;
  beforeEach(async () => {
    folder = await writeRunFolder('ab'.repeat(32));
  });
  afterEach(() => rm(folder.dir, { recursive: true }));

  it('has none of a run as it was written, of its reports, and of a run that goes on', async () => {
    assert.deepEqual(await doubtsOf(folder.dir, folder.run), []);
    await mkdir(join(folder.dir, 'report'));
    await writeFile(join(folder.dir, 'report/index.html'), 'x');
    assert.deepEqual(await doubtsOf(folder.dir, folder.run), []);
    await appendFile(join(folder.dir, 'plan.json'), ' ');
    assert.deepEqual(await doubtsOf(folder.dir, { ...folder.run, finishedAt: null }), []);
  });

  it('names what was changed', async () => {
    await appendFile(join(folder.dir, 'plan.json'), ' ');
    const [head, line] = await doubtsOf(folder.dir, folder.run);
    assert.match(head ?? '', /was changed after the run/);
    assert.match(line ?? '', /plan\.json was changed/);
  });
});
