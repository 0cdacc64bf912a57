import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBranch, pushBranch } from './branch.ts';

describe('the branch of the pages', () => {
  let root: string;
  let remote: string;
  let before: string | undefined;
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const options = (name: string) => ({ folder: join(root, name), remote });
  const pageOf = (name: string, file = 'index.html') => join(root, name, 'pages', file);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'leakgate-branch-'));
    remote = join(root, 'remote.git');
    git('init', '--quiet', '--bare', remote);
    git('init', '--quiet', '--bare', join(root, 'clone.git'));
    before = process.env['GIT_DIR'];
    // The clone of the project must not get the objects of a test.
    process.env['GIT_DIR'] = join(root, 'clone.git');
  });
  afterEach(() => {
    if (before === undefined) delete process.env['GIT_DIR'];
    else process.env['GIT_DIR'] = before;
    rmSync(root, { recursive: true });
  });

  /** A night that writes one page. */
  async function publish(name: string, text: string): Promise<void> {
    await openBranch(options(name));
    writeFileSync(pageOf(name), text);
    await pushBranch(options(name));
  }

  it('does not exist on the first night', async () => {
    await openBranch(options('first'));
    assert.ok(existsSync(join(root, 'first/pages')));
  });

  it('has the files of the night before, ignored and hidden ones too', async () => {
    await openBranch(options('first'));
    mkdirSync(pageOf('first', 'nights/reports'), { recursive: true });
    for (const file of ['index.html', 'nights/reports/run.log', '.gitignore'])
      writeFileSync(pageOf('first', file), file === '.gitignore' ? '*.log\n' : file);
    await pushBranch(options('first'));
    await openBranch(options('second'));
    assert.equal(readFileSync(pageOf('second', 'nights/reports/run.log'), 'utf8'), 'nights/reports/run.log');
    assert.ok(existsSync(pageOf('second', '.nojekyll')));
  });

  it('is opened without links, which would lead out of the folder', async () => {
    await openBranch(options('first'));
    symlinkSync('/etc/hostname', pageOf('first'));
    await pushBranch(options('first'));
    await openBranch(options('second'));
    assert.ok(lstatSync(pageOf('second')).isFile());
    assert.equal(readFileSync(pageOf('second'), 'utf8'), '/etc/hostname');
  });

  it('keeps one commit, so that a deleted night is gone', async () => {
    await publish('first', 'one');
    await publish('second', 'two');
    assert.equal(git('--git-dir', remote, 'rev-list', '--count', 'leakgate-pages'), '1');
  });

  it('is not overwritten if another night has pushed in between', async () => {
    await publish('first', 'one');
    await openBranch(options('second'));
    await publish('third', 'three');
    writeFileSync(pageOf('second'), 'two');
    await assert.rejects(pushBranch(options('second')), /was changed by someone else after it was opened/);
    assert.equal(git('--git-dir', remote, 'show', 'leakgate-pages:index.html'), 'three');
  });

  it('is not overwritten if another first night has pushed in between', async () => {
    await openBranch(options('second'));
    await publish('first', 'one');
    writeFileSync(pageOf('second'), 'two');
    await assert.rejects(pushBranch(options('second')), /was changed by someone else/);
    assert.equal(git('--git-dir', remote, 'show', 'leakgate-pages:index.html'), 'one');
  });

  it('can be pushed again by the same night', async () => {
    await publish('first', 'one');
    writeFileSync(pageOf('first'), 'again');
    await pushBranch(options('first'));
    assert.equal(git('--git-dir', remote, 'show', 'leakgate-pages:index.html'), 'again');
  });

  it('is not opened over pages that are there', async () => {
    await openBranch(options('first'));
    await assert.rejects(openBranch(options('first')), /exists already/);
  });

  it('names a remote that does not answer', async () => {
    await assert.rejects(openBranch({ ...options('first'), remote: join(root, 'nope.git') }), /nope\.git/);
    assert.ok(!existsSync(join(root, 'first/pages')));
  });

  it('is pushed only after it was opened', async () => {
    await assert.rejects(pushBranch(options('first')), /no branch was opened/);
  });
});
