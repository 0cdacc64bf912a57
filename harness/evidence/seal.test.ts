import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { findBrokenSeal, resealFolders, SEAL } from './seal.ts';

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

  it('is not reported as missing if it cannot be read, and resealFolders does not pass over it', async () => {
    // A folder in its place is an error that does not depend on the user's rights.
    await mkdir(join(dir, SEAL));
    const isReadError = (error: unknown) =>
      error instanceof Fault && /^cannot read .*SHA256SUMS: EISDIR/.test(error.message);
    await assert.rejects(findBrokenSeal(dir), isReadError);
    await assert.rejects(resealFolders(dir, ['report']), isReadError);
  });
});
