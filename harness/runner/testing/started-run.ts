import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdbAddress, localAdb } from '../../handset/shell/adb.ts';
import { type Run, runSchema } from '../../model/run.ts';
import { progressFile } from '../progress.ts';
import { projectRoot } from '../project.ts';

/** A `leakgate run` that a test started, with its own folder. */
export interface StartedRun {
  dir: string;
  /** The folder of the run's state, such as its journals: `LEAKGATE_STATE`. */
  stateDir: string;
  child: ChildProcess;
  /** Resolves when a line of the run's progress passes the test; rejects if the run ends before. */
  waitForProgress(test: (line: ProgressLine) => boolean, what: string): Promise<void>;
  /** Resolves when a case of the release has reported a step whose name starts with `start`; rejects if the run ends before. */
  waitForStep(start: string, release: string): Promise<void>;
  /** Process ids of what the run started. */
  processes(): Promise<{
    launcher: number;
    adb: number;
    adbServer: { path: string; port: number };
    appium: number;
    handsets: { serial: string; pid: number }[];
    tempDir: string;
  }>;
  /** The handset that a release was given to. */
  handsetOf(release: string): Promise<RunHandset>;
  ended(limitMs: number): Promise<{ code: number | null; stderr: string }>;
  record(): Promise<Run>;
  remove(): Promise<void>;
}

export interface RunHandset {
  serial: string;
  /** Runs adb on the handset, and returns its stdout. */
  adb(...args: string[]): Promise<string>;
}

/** The fields of a line in `progress.ndjson` that tests look at. */
export interface ProgressLine {
  kind: string;
  name?: string;
  case?: string;
}

/** @param parent the folder in which the run gets its own; by default the system's temporary folder */
export async function startRun(args: readonly string[], parent = tmpdir()): Promise<StartedRun> {
  const folder = await mkdtemp(join(parent, 'leakgate-run-'));
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
  const waitForProgress: StartedRun['waitForProgress'] = async (test, what) => {
    let hasEnded = false;
    void exit.then(() => (hasEnded = true));
    for (;;) {
      const text = await readFile(progressFile(dir), 'utf8').catch(() => '');
      const lines = text.split('\n').filter((line) => line.endsWith('}'));
      if (lines.some((line) => test(JSON.parse(line) as ProgressLine))) return;
      if (hasEnded) throw new Error(`the run ended before '${what}':\n${stderr}`);
      await sleep(50);
    }
  };

  return {
    dir,
    stateDir: join(folder, 'state'),
    child,
    waitForProgress,
    waitForStep: (start, release) =>
      waitForProgress(
        (line) => line.name?.startsWith(start) === true && line.case?.startsWith(`${release}~`) === true,
        start,
      ),
    processes: async () => JSON.parse(await readFile(join(dir, 'processes.json'), 'utf8')) as never,
    async handsetOf(release) {
      const folder = join(dir, 'workers');
      const files = await Promise.all(
        (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
      );
      const assignment = files
        .map((text) => JSON.parse(text) as { batch: string; serial: string; adb: AdbAddress })
        .find(({ batch }) => batch.startsWith(`${release}~`));
      if (!assignment) throw new Error(`no handset was given to ${release}:\n${stderr}`);
      const runAdb = localAdb(assignment.adb, assignment.serial);

      return { serial: assignment.serial, adb: async (...adbArgs) => (await runAdb(adbArgs)).stdout };
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
