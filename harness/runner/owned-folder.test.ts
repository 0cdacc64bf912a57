import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedFolder, removeAbandonedFolders, removeOwnedFolder } from './owned-folder.ts';
import { writeSecrets, readSecrets } from './secrets.ts';

describe('folders of a run outside of its evidence', () => {
  const run = `test-${process.pid}`;
  const withoutPid = join(tmpdir(), `leakgate-keys-${run}-silent`);
  afterEach(async () => {
    await removeOwnedFolder('keys', run);
    await removeOwnedFolder('tmp', run);
    await rm(withoutPid, { recursive: true, force: true });
  });

  it('keep keys readable for this user only', async () => {
    const secrets = { key: 'the key', cert: 'the certificate' };
    const file = await writeSecrets(run, secrets);
    assert.deepEqual(await readSecrets(file), secrets);
    assert.deepEqual([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777], [0o600, 0o700]);
    await removeOwnedFolder('keys', run);
    assert.equal(existsSync(file), false);
  });

  it('are removed once the process that made them has ended, and not before', async () => {
    const kept = await makeOwnedFolder('tmp', run);
    const left = await makeOwnedFolder('keys', run);
    await mkdir(withoutPid);
    assert.equal(readFileSync(join(left, 'owner.pid'), 'utf8'), String(process.pid));
    writeFileSync(join(left, 'owner.pid'), String(spawnSync('true').pid));
    await removeAbandonedFolders();
    assert.deepEqual([existsSync(kept), existsSync(left), existsSync(withoutPid)], [true, false, true]);
  });

  it('are never reused by another run of the same name', async () => {
    await makeOwnedFolder('tmp', run);
    await assert.rejects(makeOwnedFolder('tmp', run), /EEXIST/);
  });
});
