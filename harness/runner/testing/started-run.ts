import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientArgs } from '../../handset/shell/adb.ts';
import { type Run, runSchema } from '../../model/run.ts';
import { progressFile } from '../progress.ts';
import { projectRoot } from '../project.ts';

/** A `leakgate run` that a test started, with its own folder. */
export interface StartedRun {
  dir: string;
  child: ChildProcess;
  /** Resolves when a worker has reported a step whose name starts with `start`; rejects if the run ends before. */
  waitForStep(start: string): Promise<void>;
  /** Process ids of what the run started. */
  processes(): Promise<{
    launcher: number;
    adb: number;
    adbServer: { path: string; port: number };
    appium: number;
    handsets: { serial: string; pid: number }[];
    tempDir: string;
  }>;
  /** Runs adb on the run's handset, and returns its stdout. */
  adb(...args: string[]): Promise<string>;
  ended(limitMs: number): Promise<{ code: number | null; stderr: string }>;
  record(): Promise<Run>;
  remove(): Promise<void>;
}

export async function startRun(args: readonly string[]): Promise<StartedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'leakgate-run-'));
  const dir = join(folder, 'run');
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'bin/leakgate.mjs'), 'run', '--out', dir, ...args],
    {
      cwd: projectRoot,
      env: { ...process.env, NODE_OPTIONS: '', LEAKGATE_STATE: join(folder, 'state') },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));

  return {
    dir,
    child,
    async waitForStep(start) {
      let hasEnded = false;
      void exit.then(() => (hasEnded = true));
      for (;;) {
        const lines = await readFile(progressFile(dir), 'utf8').catch(() => '');
        const names = lines
          .split('\n')
          .filter(Boolean)
          .map((line) => (JSON.parse(line) as { name?: string }).name);
        if (names.some((name) => name?.startsWith(start))) return;
        if (hasEnded) throw new Error(`the run ended before '${start}':\n${stderr}`);
        await sleep(50);
      }
    },
    processes: async () => JSON.parse(await readFile(join(dir, 'processes.json'), 'utf8')) as never,
    async adb(...adbArgs) {
      const assignment = JSON.parse(await readFile(join(dir, 'workers/0-0.json'), 'utf8')) as {
        serial: string;
        adb: { path: string; port: number };
      };
      const { execFile } = await import('node:child_process');

      return new Promise((resolve, reject) => {
        execFile(
          assignment.adb.path,
          [...clientArgs(assignment.adb), '-s', assignment.serial, ...adbArgs],
          (error, stdout) => (error ? reject(new Error(error.message)) : resolve(stdout)),
        );
      });
    },
    async ended(limitMs) {
      const code = await Promise.race([exit, sleep(limitMs, 'late' as const, { ref: false })]);
      if (code !== 'late') return { code, stderr };
      child.kill('SIGTERM');
      throw new Error(`the run hung:\n${stderr}`);
    },
    record: async () => runSchema.parse(JSON.parse(await readFile(join(dir, 'run.json'), 'utf8'))),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Command lines of live processes that mention any of the given texts. */
export async function processesNaming(texts: readonly string[]): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line && texts.some((text) => line.includes(text)))
      found.push(`${pid} ${line.replaceAll('\0', ' ').slice(0, 160)}`);
  }

  return found;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);

    return true;
  } catch {
    // ESRCH: no such process.
    return false;
  }
}
