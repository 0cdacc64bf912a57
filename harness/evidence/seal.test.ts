import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { findBrokenSeal, resealFolders, SEAL, sealRun } from './seal.ts';

describe('the seal of a run', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-seal-'));
    await writeFile(join(dir, 'plan.json'), '{}');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is reported as missing if there is none, and resealFolders makes none', async () => {
    assert.match((await findBrokenSeal(dir)).complaints.get(SEAL) ?? '', /is missing/);
    await resealFolders(dir, ['report']);
    assert.deepEqual(await readdir(dir), ['plan.json']);
  });

  it('gets new digests for named folders and files, and keeps those of others', async () => {
    await mkdir(join(dir, 'report'));
    for (const name of ['index.html', 'report/a', 'index.html.old']) await writeFile(join(dir, name), '1');
    await sealRun(dir);
    for (const name of ['index.html', 'report/a', 'index.html.old']) await writeFile(join(dir, name), '2');
    await resealFolders(dir, ['index.html', 'report']);
    assert.deepEqual([...(await findBrokenSeal(dir)).complaints.keys()], ['index.html.old']);
  });

  it('is not reported as missing if it cannot be read, and resealFolders does not pass over it', async () => {
    // A folder in its place is an error that does not depend on the user's rights.
    await mkdir(join(dir, SEAL));
    const isReadError = (error: unknown) =>
      error instanceof Fault && /^cannot read .*SHA256SUMS: EISDIR/.test(error.message);
    await assert.rejects(findBrokenSeal(dir), isReadError);
    await assert.rejects(resealFolders(dir, ['report']), isReadError);
  });
});
