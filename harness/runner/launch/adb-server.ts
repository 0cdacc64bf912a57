import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../../../bin/free-port.mjs';
import { clientArgs } from '../../handset/shell/adb.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { type KeptProcess, startKeptProcess } from './kept-process.ts';

const run = promisify(execFile);
const READY_LIMIT_MS = 15_000;
const COMMAND_LIMIT_MS = 20_000;

/** The adb server: the run's own for simulated handsets, the user's for attached phones. */
export interface AdbServer {
  path: string;
  port: number;
  /** The run's own server; undefined for the user's. */
  process: KeptProcess | undefined;
  /** Runs `adb` against this server and returns its stdout. */
  adb(...args: string[]): Promise<string>;
  /** Starts the run's own server again if it has ended. @returns whether it had */
  revive(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts an adb server on a free port, in the foreground, so that it ends with this process. */
export async function startAdbServer(options: { sdk: string; logFile: string }): Promise<AdbServer> {
  const path = join(options.sdk, 'platform-tools', 'adb');
  const port = await findFreePort();
  const server = serverAt(path, port, await startProcess(path, port, options.logFile));
  await awaitAnswer(server, options.logFile);

  return {
    ...server,
    get process() {
      return server.process;
    },
    async revive() {
      if (server.process?.alive() === true) return false;
      server.process = await startProcess(path, port, options.logFile);
      await awaitAnswer(server, options.logFile);

      return true;
    },
  };
}

async function startProcess(path: string, port: number, logFile: string): Promise<KeptProcess> {
  return await startKeptProcess({
    name: 'adb server',
    command: path,
    args: ['-P', String(port), 'nodaemon', 'server'],
    logFile,
  });
}

async function awaitAnswer({ port, process }: AdbServer, logFile: string): Promise<void> {
  const until = Date.now() + READY_LIMIT_MS;
  for (;;) {
    if (process?.alive() !== true)
      throw new Fault(`the adb server ended right after its start; its log is ${logFile}`);
    if (await serverAnswers(port)) return;
    if (Date.now() > until) {
      await process.stop();
      throw new Fault(
        `the adb server did not answer on port ${port} within ${READY_LIMIT_MS / 1000} s; its log is ${logFile}`,
      );
    }
    await sleep(50);
  }
}

/**
 * The server that the user's own adb uses. If it is not running, it is started here and ended by `stop()`, so that no new process
 * remains.
 */
export async function userAdbServer(sdk: string): Promise<AdbServer> {
  const port = Number(process.env['ANDROID_ADB_SERVER_PORT'] ?? 5037);
  const server = serverAt(join(sdk, 'platform-tools', 'adb'), port, undefined);
  if (await serverAnswers(port)) return server;
  // A separate command, so that adb's messages about the start are not in the output of another command.
  await server.adb('start-server');

  return {
    ...server,
    async stop() {
      if (await serverAnswers(port)) await server.adb('kill-server');
    },
  };
}

function serverAt(path: string, port: number, kept: KeptProcess | undefined): AdbServer {
  const server: AdbServer = {
    path,
    port,
    process: kept,
    revive: () => Promise.resolve(false),
    async adb(...args) {
      // Only `start-server` may start a server; see clientArgs.
      const serverArgs = args[0] === 'start-server' ? ['-P', String(port)] : clientArgs({ port });
      try {
        const { stdout } = await run(path, [...serverArgs, ...args], { timeout: COMMAND_LIMIT_MS });

        return stdout;
      } catch (error) {
        throw new Fault(`adb ${args.join(' ')} failed: ${reasonOf(error)}`, { cause: error });
      }
    },
    async stop() {
      await server.process?.stop();
    },
  };

  return server;
}

/** Whether a server answers `host:version`. Uses the socket directly, as an adb client might start a second server. */
async function serverAnswers(port: number): Promise<boolean> {
  const { connect } = await import('node:net');

  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write('000chost:version'));
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => done(data.subarray(0, 4).toString() === 'OKAY'));
    socket.once('error', () => done(false));
    socket.setTimeout(1000, () => done(false));
  });
}
