import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';

/** A child process that ends when this process ends, even if this process is killed. */
export interface KeptProcess {
  name: string;
  pid: number;
  /** Its stdout; null if stdout goes to the log. */
  stdout: Readable | null;
  /** Resolves to its exit code when it has ended, for any reason. */
  ended: Promise<number>;
  /** Resolves when all output was read and is in the log: after `ended`, and late if a child process keeps the output open. */
  outputRead: Promise<void>;
  alive(): boolean;
  stop(): Promise<void>;
  /** Kills the command and everything that it started in its process group; only with `ownGroup`. */
  killGroup(): void;
  /** Waits until the whole process group has ended, and kills what is left of it after 8 s; only with `ownGroup`. */
  groupEnded(): Promise<void>;
}

export interface KeptProcessOptions {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Where stderr goes, and stdout unless it is read. */
  logFile: string;
  readStdout?: boolean;
  /** Shows stderr in the terminal instead of writing it to the log. */
  showStderr?: boolean;
  /** Starts the process in its own process group: Ctrl-C does not reach it. */
  ownGroup?: boolean;
}

const STOP_LIMIT_MS = 12_000;
/** A simulated handset, adb and Appium end by themselves when the process that started them has ended. */
const GROUP_LIMIT_MS = 8000;
const GROUP_POLL_MS = 50;

/** Starts a command under a keeper (`keeper.mjs`). @throws {Fault} where the command cannot be started */
export async function startKeptProcess(options: KeptProcessOptions): Promise<KeptProcess> {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'keeper.mjs'), options.command, ...options.args],
    {
      cwd: options.cwd,
      env: withoutNodeOptions(options.env ?? process.env),
      stdio: ['pipe', 'pipe', options.showStderr ? 'inherit' : 'pipe', 'ipc'],
      detached: options.ownGroup ?? false,
    },
  );
  const ended = new Promise<number>((resolve) => keeper.once('exit', (code) => resolve(code ?? 1)));
  let alive = true;
  void ended.then(() => {
    alive = false;
  });
  // After 'exit', output can still be unread.
  const outputRead = new Promise<void>((resolve) => keeper.once('close', () => log.end(() => resolve())));
  keeper.stderr?.pipe(log, { end: false });
  if (!options.readStdout) keeper.stdout?.pipe(log, { end: false });
  const pid = await pidOf(keeper, options);

  return {
    name: options.name,
    pid,
    stdout: options.readStdout ? keeper.stdout : null,
    ended,
    outputRead,
    alive: () => alive,
    async stop() {
      keeper.stdin?.end();
      const limit = setTimeout(() => keeper.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    },
    killGroup() {
      if (options.ownGroup) signalGroup(keeper, 'SIGKILL');
    },
    async groupEnded() {
      await ended;
      if (!options.ownGroup) return;
      const until = Date.now() + GROUP_LIMIT_MS;
      while (signalGroup(keeper, 0) && Date.now() < until) await sleep(GROUP_POLL_MS);
      signalGroup(keeper, 'SIGKILL');
    },
  };
}

/** The keeper leads its process group. @returns false if the group has no process */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, signal);

    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function pidOf(keeper: ChildProcess, options: KeptProcessOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Fault(`could not start ${options.name} (${options.command}): ${why}`));
    keeper.once('message', (message: { pid?: number; error?: string }) =>
      message.pid === undefined ? fail(message.error ?? 'no reason given') : resolve(message.pid),
    );
    keeper.once('error', (error) => fail(error.message));
    keeper.once('exit', (code) =>
      fail(`its keeper process ended with exit code ${code} before it started the command`),
    );
  });
}

/** The environment without this process's Node options, such as the loader of TypeScript. */
function withoutNodeOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = env;

  return rest;
}
