import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-make-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('creates parents too, and accepts a folder that exists', () => {
    makeFolder(join(folder, 'a/b'));
    makeFolder(join(folder, 'a/b'));
    assert.ok(existsSync(join(folder, 'a/b')));
  });

  it('fails at once where nothing can be created', function () {
    if (process.platform !== 'linux') this.skip();
    assert.throws(() => makeFolder('/proc/nope/logs'), {
      name: 'Fault',
      message: /cannot create the folder \/proc\/nope\/logs/,
      fix: 'name another place with --out',
    });
  });

  it('names the option', () => {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(() => makeFolder(join(folder, 'file/x'), '--history'), { fix: /with --history$/ });
  });
});
