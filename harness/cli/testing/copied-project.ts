import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { projectRoot } from '../../runner/project.ts';

/** A copy of the project, such as a user has: with a catalogue, tables, runs and state of its own. */
export interface CopiedProject {
  root: string;
  env: NodeJS.ProcessEnv;
  /** Runs `leakgate` in the copy. */
  leakgate(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  remove(): Promise<void>;
}

const LEFT_OUT = [
  '.git',
  'node_modules',
  'reports',
  'apks/catalog.json',
  'apks/simulated/proving',
  'harness/runner/testing/recordings',
];

/** Copies the project, with an empty catalogue and without what was run and recorded. It shares the installed packages. */
export async function copyProject(): Promise<CopiedProject> {
  const folder = await mkdtemp(join(tmpdir(), 'leakgate-copy-'));
  const root = join(folder, 'project');
  const filter = (path: string): boolean =>
    !LEFT_OUT.includes(relative(projectRoot, path).split(sep).join('/')) && !path.endsWith('.apk');
  await cp(projectRoot, root, { recursive: true, filter, preserveTimestamps: true });
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  const env = { ...process.env, NODE_OPTIONS: '', LEAKGATE_STATE: join(folder, 'state') };

  return {
    root,
    env,
    leakgate: (...args) =>
      new Promise((resolve) => {
        const argv = [join(root, 'bin/leakgate.mjs'), ...args];
        execFile(process.execPath, argv, { cwd: root, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
        );
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
