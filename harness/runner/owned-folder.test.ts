import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwned, removeAbandoned, removeOwned } from './owned-folder.ts';
import { keepSecrets, readSecrets } from './secrets.ts';

describe("a run's folders outside of its evidence", () => {
  const run = `test-${process.pid}`;
  const silent = join(tmpdir(), `leakgate-keys-${run}-silent`);
  afterEach(async () => {
    await removeOwned('keys', run);
    await removeOwned('tmp', run);
    await rm(silent, { recursive: true, force: true });
  });

  it('keep its keys where only this user can read them', async () => {
    const secrets = { key: 'the key', cert: 'the certificate' };
    const file = await keepSecrets(run, secrets);
    assert.deepEqual(await readSecrets(file), secrets);
    assert.deepEqual([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777], [0o600, 0o700]);
    await removeOwned('keys', run);
    assert.equal(existsSync(file), false);
  });

  it('are swept away once the process that made them has ended, and not before', async () => {
    const kept = await makeOwned('tmp', run);
    const left = await makeOwned('keys', run);
    await mkdir(silent);
    assert.equal(readFileSync(join(left, 'owner.pid'), 'utf8'), String(process.pid));
    writeFileSync(join(left, 'owner.pid'), String(spawnSync('true').pid));
    await removeAbandoned();
    assert.deepEqual([existsSync(kept), existsSync(left), existsSync(silent)], [true, false, true]);
  });

  it('are never taken over from another run of the same name', async () => {
    await makeOwned('tmp', run);
    await assert.rejects(makeOwned('tmp', run), /EEXIST/);
  });
});
