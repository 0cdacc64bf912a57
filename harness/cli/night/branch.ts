import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { readJson, writeJson } from '../../evidence/json-file.ts';
import type { ExitCode } from '../../model/exit.ts';
import { Fault, invariant } from '../../model/fault.ts';
import { projectRoot } from '../../runner/project.ts';
import { foldersOf, type NightOptions, print } from './folders.ts';

export interface BranchOptions extends NightOptions {
  /** A remote of the project's clone, or the address of a repository; `origin` by default. */
  remote?: string;
  branch?: string;
}

/** The branch when it was opened: its last commit, or null if it did not exist. */
const openedSchema = z.object({
  schema: z.literal('leakgate/night-branch@1'),
  remote: z.string(),
  branch: z.string(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
});

const DEFAULT_BRANCH = 'leakgate-pages';
/** A branch that is pushed has one commit: an older night that is not kept is really gone. */
const AUTHOR = {
  GIT_AUTHOR_NAME: 'Leakgate',
  GIT_AUTHOR_EMAIL: 'leakgate@localhost',
  GIT_COMMITTER_NAME: 'Leakgate',
  GIT_COMMITTER_EMAIL: 'leakgate@localhost',
};

/** `leakgate night branch-open`: the content of the branch with the pages, as a folder. The first night has no branch. */
export async function openBranch(options: BranchOptions): Promise<ExitCode> {
  const { pages, branch: file } = foldersOf(options);
  const { remote = 'origin', branch = DEFAULT_BRANCH } = options;
  invariant(
    !existsSync(pages),
    `${pages} exists already`,
    'remove the folder, or name another one with --folder',
  );
  const commit = await lastCommitOf(remote, branch);
  await mkdir(pages, { recursive: true });
  if (commit === null) print(`${remote} has no branch ${branch}: this is the first night`);
  else {
    await git(['fetch', '--quiet', '--no-tags', '--depth', '1', '--', remote, commit]);
    const index = { GIT_INDEX_FILE: join(dirname(file), 'index') };
    await git(['read-tree', commit], index);
    // A link in the branch would make a later step write outside of the folder.
    await git(['-c', 'core.symlinks=false', '--work-tree', pages, 'checkout-index', '--all'], index, pages);
    await rm(index.GIT_INDEX_FILE);
    print(`opened the branch ${branch} of ${remote}, at ${commit.slice(0, 12)}`);
  }
  await writeJson(file, { schema: 'leakgate/night-branch@1', remote, branch, commit });

  return 0;
}

/**
 * `leakgate night branch-push`: replaces the branch by one commit with the content of the folder.
 * @throws {Fault} if the branch was changed after it was opened; then nothing is pushed
 */
export async function pushBranch(options: NightOptions): Promise<ExitCode> {
  const { pages, branch: file } = foldersOf(options);
  invariant(
    existsSync(file),
    `no branch was opened in ${dirname(file)}`,
    'run first: leakgate night branch-open',
  );
  const { remote, branch, commit: before } = await readJson(file, openedSchema);
  await writeFile(join(pages, '.nojekyll'), '');
  const index = { GIT_INDEX_FILE: join(dirname(file), 'index') };
  await rm(index.GIT_INDEX_FILE, { force: true });
  await git(['--work-tree', pages, 'add', '--all', '--force', '.'], index, pages);
  const tree = await git(['write-tree'], index);
  await rm(index.GIT_INDEX_FILE);
  const commit = await git(['commit-tree', tree, '-m', 'Publish the nights'], AUTHOR);
  const lease = `--force-with-lease=refs/heads/${branch}:${before ?? ''}`;
  await git(['push', '--quiet', lease, '--', remote, `${commit}:refs/heads/${branch}`]).catch(
    async (error: unknown) => {
      if ((await lastCommitOf(remote, branch)) === before) throw error;
      throw new Fault(`the branch ${branch} of ${remote} was changed by someone else after it was opened`, {
        fix: 'let only one night publish at a time; then open the branch again, and repeat the steps after it',
        cause: error,
      });
    },
  );
  await writeJson(file, { schema: 'leakgate/night-branch@1', remote, branch, commit });
  print(`pushed the branch ${branch} to ${remote}`);

  return 0;
}

/** The last commit of a remote branch; null if there is none. @throws {Fault} if the remote does not answer */
async function lastCommitOf(remote: string, branch: string): Promise<string | null> {
  const line = await git(['ls-remote', '--heads', '--', remote, `refs/heads/${branch}`]);

  return line === '' ? null : (line.split('\t')[0] ?? null);
}

/** Runs git on the project's clone, whose configuration has the credentials of its remotes. @returns its trimmed stdout */
async function git(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--git-dir', await gitFolder(), ...args], {
      cwd: cwd ?? projectRoot,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 2 ** 20,
    });

    return stdout.trim();
  } catch (error) {
    throw new Fault(`git ${args.join(' ')} failed: ${stderrOf(error)}`, { cause: error });
  }
}

/** The folder of the clone; a worktree has its own. @throws {Fault} if the project is no clone */
async function gitFolder(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', '--absolute-git-dir'], {
      cwd: projectRoot,
    });

    return stdout.trim();
  } catch (error) {
    throw new Fault(`${projectRoot} is not a clone of a git repository: ${stderrOf(error)}`, {
      fix: 'clone Leakgate with git, or publish the folder with the pages in another way',
      cause: error,
    });
  }
}

function stderrOf(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);

  return text === '' ? String(error) : text;
}
