import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRunFolder, type WrittenRun } from '../runner/testing/run-folder.ts';
import { warnOfTampering } from './tampering-warning.ts';

describe('warnOfTampering', () => {
  let folder: WrittenRun;
  beforeEach(async () => {
    folder = await writeRunFolder('ab'.repeat(32));
  });
  afterEach(() => rm(folder.dir, { recursive: true }));

  it('returns nothing for an unchanged run, for changed reports, and for a run that has not ended', async () => {
    assert.deepEqual(await warnOfTampering(folder.dir, folder.run), []);
    await mkdir(join(folder.dir, 'report'));
    for (const page of ['report/index.html', 'index.html']) await writeFile(join(folder.dir, page), 'x');
    assert.deepEqual(await warnOfTampering(folder.dir, folder.run), []);
    await appendFile(join(folder.dir, 'plan.json'), ' ');
    assert.deepEqual(await warnOfTampering(folder.dir, { ...folder.run, finishedAt: null }), []);
  });

  it('lists changed files', async () => {
    await appendFile(join(folder.dir, 'plan.json'), ' ');
    const [head, line] = await warnOfTampering(folder.dir, folder.run);
    assert.match(head ?? '', /was changed after the run/);
    assert.match(line ?? '', /plan\.json was changed/);
  });
});
