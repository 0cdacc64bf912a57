import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '../../model/fault.ts';

/** A process that dies with us, however we die. */
export interface KeptProcess {
  name: string;
  pid: number;
  /** What it prints on stdout; null where that goes to the log. */
  stdout: Readable | null;
  /** Resolves when it ended, by itself or not, with its exit code. */
  ended: Promise<number>;
  alive(): boolean;
  stop(): Promise<void>;
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
  /** stderr is shown as it comes, instead of going to the log. */
  showStderr?: boolean;
  /** In a process group of its own: Ctrl-C does not reach it. */
  ownGroup?: boolean;
}

const STOP_LIMIT_MS = 12_000;

/** Starts a command under a keeper (`keeper.mjs`). A command that cannot be started is a Fault. */
export async function startKept(options: KeptProcessOptions): Promise<KeptProcess> {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'keeper.mjs'), options.command, ...options.args],
    {
      cwd: options.cwd,
      env: withoutLoader(options.env ?? process.env),
      stdio: ['pipe', 'pipe', options.showStderr ? 'inherit' : 'pipe', 'ipc'],
      detached: options.ownGroup ?? false,
    },
  );
  const ended = new Promise<number>((resolve) => keeper.once('exit', (code) => resolve(code ?? 1)));
  let alive = true;
  void ended.then(() => {
    alive = false;
    log.end();
  });
  keeper.stderr?.pipe(log, { end: false });
  if (!options.readStdout) keeper.stdout?.pipe(log, { end: false });
  const pid = await pidOf(keeper, options);

  return {
    name: options.name,
    pid,
    stdout: options.readStdout ? keeper.stdout : null,
    ended,
    alive: () => alive,
    async stop() {
      keeper.stdin?.end();
      const limit = setTimeout(() => keeper.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    },
  };
}

function pidOf(keeper: ChildProcess, options: KeptProcessOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) =>
      reject(new Fault(`could not start ${options.name} (${options.command}): ${why}`));
    keeper.once('message', (message: { pid?: number; error?: string }) =>
      message.pid === undefined ? refuse(message.error ?? 'no reason given') : resolve(message.pid),
    );
    keeper.once('error', (error) => refuse(error.message));
    keeper.once('exit', (code) => refuse(`it ended at once with exit code ${code}`));
  });
}

/** Our own loader flags are not for other programs; a TypeScript program of ours brings its own. */
function withoutLoader(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = env;

  return rest;
}
