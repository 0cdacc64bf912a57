import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../../bin/free-port.mjs';

export interface AdbResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A real adb server of a test's own, with its keys in a folder of its own. */
export interface RealAdb {
  port: number;
  /** Against one handset, if its serial is given first with `-s`. Resolves whatever the exit code. */
  run(...args: string[]): Promise<AdbResult>;
  /** As `run`, with raw bytes. */
  runBinary(...args: string[]): Promise<{ code: number; stdout: Buffer }>;
  stop(): Promise<void>;
}

const LIMIT_MS = 60_000;
const MAX_OUTPUT = 256 * 2 ** 20;

export async function startRealAdb(): Promise<RealAdb> {
  const home = await mkdtemp(join(tmpdir(), 'leakgate-adb-'));
  const port = await findFreePort();
  const env = { ...process.env, HOME: home, ANDROID_ADB_SERVER_PORT: String(port) };
  const server = spawn('adb', ['-P', String(port), 'nodaemon', 'server'], {
    env,
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');

  const adb: RealAdb = {
    port,
    async run(...args) {
      const { code, stdout, stderr } = await execute(args, env);

      return { code, stdout: stdout.toString(), stderr: stderr.toString() };
    },
    runBinary: (...args) => execute(args, env),
    async stop() {
      server.kill();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
  // Asked too early, adb would start another server, which nobody ends.
  await untilListening(port);

  return adb;
}

function execute(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stdout: Buffer; stderr: Buffer }> {
  return new Promise((resolve) => {
    const options = { env, encoding: 'buffer' as const, timeout: LIMIT_MS, maxBuffer: MAX_OUTPUT };
    execFile('adb', args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

async function untilListening(port: number): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`adb's server did not listen on port ${port} within ${LIMIT_MS} ms`);
}
