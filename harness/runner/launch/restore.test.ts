import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAssignment } from '../assignment.ts';
import type { AdbServer } from './adb-server.ts';
import { restoreAfterWorker } from './restore.ts';

describe('restoreAfterWorker', () => {
  let dir: string;
  beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'leakgate-restore-'))));
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const restore = async (exitCode: number): Promise<string[]> => {
    const printed: string[] = [];
    const adb = { path: '/no/such/adb', port: 1 } as AdbServer;
    await restoreAfterWorker(dir, '0-0', exitCode, adb, (text) => printed.push(text));

    return printed;
  };

  it('prints that the phone was not restored if the assignment is missing or damaged', async () => {
    assert.match((await restore(1)).join(), /^the phone of worker 0-0 could not be restored: ENOENT/);
    await mkdir(join(dir, 'workers'));
    await writeFile(join(dir, 'workers/0-0.json'), '{');
    assert.match((await restore(1)).join(), /could not be restored: .*JSON.*run: npx leakgate restore$/);
  });

  it('needs no assignment if the worker has restored the phone, and restores no phone without one', async () => {
    assert.deepEqual(await restore(0), []);
    const adb = { path: 'adb', port: 1 };
    writeAssignment(dir, '0-0', { batch: 'b', serial: 'none', adb, secretsFile: '', refused: 'no phone' });
    assert.deepEqual(await restore(1), []);
  });
});
