import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PROJECT = dirname(dirname(import.meta.dirname));
/** Large, and not needed by a night. */
const LEFT_OUT = ['apks/simulated/proving', 'harness/runner/testing/recordings'];

/** A bare repository with the files of the project as they are now, committed or not. */
export function createRemote(folder: string): string {
  const remote = join(folder, 'remote.git');
  const git = (args: readonly string[]) =>
    execFileSync('git', [...args], {
      cwd: PROJECT,
      encoding: 'utf8',
      env: { ...process.env, ...AUTHOR, GIT_DIR: remote, GIT_INDEX_FILE: join(folder, 'index') },
    }).trim();
  git(['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  git(['--work-tree', PROJECT, 'add', '--all', '.', ...LEFT_OUT.map((path) => `:(exclude)${path}`)]);
  const commit = git(['commit-tree', git(['write-tree']), '-m', 'The project']);
  git(['update-ref', 'refs/heads/main', commit]);

  return remote;
}

/** A new clone, as `actions/checkout` makes one. It shares the installed packages of the project. */
export function clone(remote: string, folder: string): string {
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${remote}`, folder]);
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));

  return folder;
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'a test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'a test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
};
