import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findAndroidSdk } from '../../../../bin/environment.mjs';
import { findFreePort } from '../../../../bin/free-port.mjs';
import { type AdbAddress, localAdb } from '../../../handset/shell/adb.ts';
import { projectRoot } from '../../project.ts';

const run = promisify(execFile);
const ADB_MS = 15_000;

/** A simulated handset that outlives the runs on it, with an adb server that no run knows. */
export interface ChaosHandset {
  port: number;
  serial: string;
  adb: AdbAddress;
  /** Runs a line in its shell, and returns what it prints. */
  shell(line: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startChaosHandset(speed: number): Promise<ChaosHandset> {
  const sdk = findAndroidSdk();
  if (!sdk) throw new Error('no Android SDK here');
  const handset = spawn(
    process.execPath,
    [
      join(projectRoot, 'bin/leakgate.mjs'),
      'handset',
      'start',
      '--speed',
      String(speed),
      '--json',
      '--until-stdin-closes',
    ],
    { cwd: projectRoot, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const [{ port, serial }, adb] = await Promise.all([readyMessage(handset), startServer(sdk.adb)]);
  const connect = (): Promise<unknown> => run(sdk.adb, ['-P', String(adb.port), 'connect', serial]);
  await connect();
  const shellAdb = localAdb(adb, serial);

  return {
    port,
    serial,
    adb,
    async shell(line) {
      await connect(); // The handset may have closed the connection.
      const { stdout, stderr } = await shellAdb(['shell', line]);
      if (/not modelled|not found/.test(stderr)) throw new Error(`${line}: ${stderr}`);

      return stdout;
    },
    async stop() {
      handset.stdin?.end();
      adb.process.kill('SIGKILL');
      await new Promise((resolve) => handset.once('close', resolve));
    },
  };
}

async function readyMessage(handset: ChildProcess): Promise<{ port: number; serial: string }> {
  if (!handset.stdout) throw new Error('the handset has no stdout');
  for await (const line of createInterface({ input: handset.stdout })) {
    const message = line.startsWith('{')
      ? (JSON.parse(line) as { event: string; port: number; serial: string })
      : undefined;
    if (message?.event === 'ready') return message;
  }
  throw new Error('the handset ended before it was ready');
}

async function startServer(path: string): Promise<AdbAddress & { process: ChildProcess }> {
  const port = await findFreePort();
  const process = spawn(path, ['-P', String(port), 'nodaemon', 'server'], { stdio: 'ignore' });
  const until = Date.now() + ADB_MS;
  while (Date.now() < until) {
    const answer = await run(path, ['-H', '127.0.0.1', '-P', String(port), 'devices']).catch(() => undefined);
    if (answer) return { path, port, process };
    await sleep(100);
  }
  throw new Error('the adb server did not answer');
}
