import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../../bin/free-port.mjs';
import { clientArgs } from '../../handset/shell/adb.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { type KeptProcess, startKept } from './kept-process.ts';

const run = promisify(execFile);
const READY_LIMIT_MS = 15_000;
const COMMAND_LIMIT_MS = 20_000;

/** The adb that is beside the phone: a server of our own for simulated handsets, the user's for what is plugged in. */
export interface AdbServer {
  path: string;
  port: number;
  process: KeptProcess | undefined;
  /** Runs `adb` against this server and returns its stdout. */
  adb(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts an adb server on a port of its own, in the foreground, so that it ends with us. */
export async function startAdbServer(options: { sdk: string; logFile: string }): Promise<AdbServer> {
  const path = join(options.sdk, 'platform-tools', 'adb');
  const port = await freePort();
  const process = await startKept({
    name: 'adb server',
    command: path,
    args: ['-P', String(port), 'nodaemon', 'server'],
    logFile: options.logFile,
  });
  const server = serverAt(path, port, process);
  const until = Date.now() + READY_LIMIT_MS;
  for (;;) {
    if (!process.alive())
      throw new Fault(`the adb server ended as soon as it was started; its log is ${options.logFile}`);
    if (await answers(port)) return server;
    if (Date.now() > until) {
      await process.stop();
      throw new Fault(
        `the adb server did not answer on port ${port} within ${READY_LIMIT_MS / 1000} s; its log is ${options.logFile}`,
      );
    }
    await sleep(50);
  }
}

/**
 * The server that the user's own adb talks to. One that is not running is started by the first command, and ended again by
 * `stop()`: nothing is left running that was not.
 */
export async function userAdbServer(sdk: string): Promise<AdbServer> {
  const port = Number(process.env['ANDROID_ADB_SERVER_PORT'] ?? 5037);
  const server = serverAt(join(sdk, 'platform-tools', 'adb'), port, undefined);
  if (await answers(port)) return server;
  // By itself, so that what it says of its start stands in nobody else's answer.
  await server.adb('start-server');

  return {
    ...server,
    async stop() {
      if (await answers(port)) await server.adb('kill-server');
    },
  };
}

function serverAt(path: string, port: number, kept: KeptProcess | undefined): AdbServer {
  return {
    path,
    port,
    process: kept,
    async adb(...args) {
      // Only who is told to start a server starts one.
      const where = args[0] === 'start-server' ? ['-P', String(port)] : clientArgs({ port });
      try {
        const { stdout } = await run(path, [...where, ...args], { timeout: COMMAND_LIMIT_MS });

        return stdout;
      } catch (error) {
        throw new Fault(`adb ${args.join(' ')} failed: ${reasonOf(error)}`, { cause: error });
      }
    },
    async stop() {
      await kept?.stop();
    },
  };
}

/** Asks the server for its version in its own protocol, so that no adb client starts a second server meanwhile. */
async function answers(port: number): Promise<boolean> {
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
