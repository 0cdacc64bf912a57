import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { writeRunFolder } from '../runner/testing/run-folder.ts';
import { latestRun } from './latest-run.ts';

describe('the latest run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-runs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A folder whose run.json holds this text and was written at this time. */
  async function place(name: string, text: string, writtenAt: string): Promise<string> {
    const dir = join(folder, name);
    await mkdir(dir);
    await writeFile(join(dir, 'run.json'), text);
    await utimes(join(dir, 'run.json'), new Date(writtenAt), new Date(writtenAt));

    return dir;
  }

  it('is the one that began last, whichever was written last', async () => {
    const { dir, run } = await writeRunFolder('ab'.repeat(32));
    await rm(dir, { recursive: true });
    const began = (startedAt: string) => JSON.stringify({ ...run, startedAt });
    await place('early', began('2026-01-01T00:00:00.000Z'), '2026-06-01T00:00:00.000Z');
    const late = await place('late', began('2026-02-01T00:00:00.000Z'), '2026-03-01T00:00:00.000Z');
    await mkdir(join(folder, 'no-run'));
    assert.equal(await latestRun(folder), late);
  });

  it('counts one that is not valid by the time of its file', async () => {
    await place('early', '{', '2026-01-01T00:00:00.000Z');
    const late = await place('late', '{', '2026-02-01T00:00:00.000Z');
    assert.equal(await latestRun(folder), late);
  });

  it('passes over none that cannot be looked at', async () => {
    const dir = await place('early', '{', '2026-01-01T00:00:00.000Z');
    await rm(join(dir, 'run.json'));
    await symlink('run.json', join(dir, 'run.json'));
    await assert.rejects(latestRun(folder), { code: 'ELOOP' });
  });

  it('is a Fault where there is none', async () => {
    await assert.rejects(latestRun(folder), Fault);
  });
});
