import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { writeRunFolder } from '../runner/testing/run-folder.ts';
import { findLatestRun } from './latest-run.ts';

describe('findLatestRun', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-runs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Makes a folder whose run.json has this text and this time. */
  async function writeRunAt(name: string, text: string, writtenAt: string): Promise<string> {
    const dir = join(folder, name);
    await mkdir(dir);
    await writeFile(join(dir, 'run.json'), text);
    await utimes(join(dir, 'run.json'), new Date(writtenAt), new Date(writtenAt));

    return dir;
  }

  it('finds the run that began last, even if another was written later', async () => {
    const { dir, run } = await writeRunFolder('ab'.repeat(32));
    await rm(dir, { recursive: true });
    const runStartedAt = (startedAt: string) => JSON.stringify({ ...run, startedAt });
    await writeRunAt('early', runStartedAt('2026-01-01T00:00:00.000Z'), '2026-06-01T00:00:00.000Z');
    const late = await writeRunAt(
      'late',
      runStartedAt('2026-02-01T00:00:00.000Z'),
      '2026-03-01T00:00:00.000Z',
    );
    await mkdir(join(folder, 'no-run'));
    assert.equal(await findLatestRun(folder), late);
  });

  it('uses the time of the file if run.json is not valid', async () => {
    await writeRunAt('early', '{', '2026-01-01T00:00:00.000Z');
    const late = await writeRunAt('late', '{', '2026-02-01T00:00:00.000Z');
    assert.equal(await findLatestRun(folder), late);
  });

  it('throws if a run.json cannot be read', async () => {
    const dir = await writeRunAt('early', '{', '2026-01-01T00:00:00.000Z');
    await rm(join(dir, 'run.json'));
    await symlink('run.json', join(dir, 'run.json'));
    await assert.rejects(findLatestRun(folder), { code: 'ELOOP' });
  });

  it('throws if there is no run', async () => {
    await assert.rejects(findLatestRun(folder), Fault);
  });
});
