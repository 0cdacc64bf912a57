import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, remote } from 'webdriverio';
import { isAppiumRunning, prepareAppium } from '../../../bin/appium.mjs';
import { findAndroidSdk } from '../../../bin/environment.mjs';
import { findFreePort } from '../../../bin/free-port.mjs';
import { type Handset, openHandset } from '../handset.ts';
import { type Adb, type AdbAddress, localAdb } from '../shell/adb.ts';
import { waitUntil } from './wait-until.ts';

/** A simulated handset under the real adb and the real Appium, for end-to-end tests. */
export interface Rig {
  serial: string;
  adb: AdbAddress;
  shellAdb: Adb;
  /** Folder of the journals; `stop` deletes it. */
  journalDir: string;
  /** A new Appium session; ended by {@link Rig.stop}. */
  openSession(): Promise<Browser>;
  /** The handset in the given session, or in a new one. */
  openHandset(session?: Browser): Promise<Handset>;
  /** Ends only the handset, as if it had been unplugged. */
  stopHandset(): Promise<void>;
  /** Ends everything; resolves to the requests that the simulated handset does not model. */
  stop(): Promise<unknown[]>;
}

const PROJECT = resolve(import.meta.dirname, '../../..');
const READY_MS = 60_000;
const TAIL_CHARACTERS = 6000;

export async function startRig(options: { speed: number; flags?: readonly string[] }): Promise<Rig> {
  const sdk = findAndroidSdk();
  if (!sdk) throw new Error('no Android SDK here');
  const started: ChildProcess[] = [];
  const sessions: Browser[] = [];
  const journalDir = await mkdtemp(join(tmpdir(), 'leakgate-rig-'));
  const unmodelled: unknown[] = [];
  const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess => {
    const child = startChild(command, args, env);
    started.push(child);

    return child;
  };
  const stop = async (): Promise<unknown[]> => {
    for (const session of sessions) await session.deleteSession().catch(() => undefined); // the session may have ended already
    for (const child of started.reverse()) await end(child);
    await rm(journalDir, { recursive: true, force: true });

    return unmodelled;
  };

  try {
    const [adbPort, appiumPort] = [await findFreePort(), await findFreePort()];
    start(sdk.adb, ['-P', String(adbPort), 'nodaemon', 'server']);
    const appium = prepareAppium({ project: PROJECT, port: appiumPort, adbPort, sdkHome: sdk.home });
    const appiumOutput = tailOf(start(process.execPath, appium.args, appium.env));
    const flags = [`--speed=${options.speed}`, '--json', ...(options.flags ?? [])];
    const simulator = start(process.execPath, ['bin/leakgate.mjs', 'handset', 'start', ...flags]);
    const serial = await readySerial(simulator, unmodelled);
    const adb = { path: sdk.adb, port: adbPort };
    const shellAdb = localAdb(adb, serial);
    const connect = async (): Promise<boolean> => {
      const { stdout } = await shellAdb(['connect', serial]);
      if (!/^(?:already )?connected to /.test(stdout)) throw new Error(stdout.trim());

      return true;
    };
    await waitUntil(connect, 'adb connect', READY_MS);
    await waitUntil(() => isAppiumRunning(`http://127.0.0.1:${appiumPort}`), 'Appium', READY_MS);
    const openSession = async (): Promise<Browser> => {
      const session = await newSession({ serial, adbPort, appiumPort }).catch((error: unknown) => {
        throw new Error(`no session was opened; Appium said last:\n${appiumOutput()}`, { cause: error });
      });
      sessions.push(session);

      return session;
    };

    return {
      serial,
      adb,
      shellAdb,
      journalDir,
      stop,
      stopHandset: () => end(simulator),
      openSession,
      openHandset: async (session) =>
        openHandset({ session: session ?? (await openSession()), serial, adb, journalDir, log: () => {} }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts a process in the project's folder; its output is shown if RIG_VERBOSE is set. */
function startChild(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(command, args, { cwd: PROJECT, env: { ...process.env, ...env } });
  const verbose = process.env['RIG_VERBOSE'] !== undefined;
  child.stderr.on('data', (data: Buffer) => verbose && process.stderr.write(data));
  if (verbose && !args.includes('--json'))
    child.stdout.on('data', (data: Buffer) => process.stderr.write(data));
  else child.stdout.resume();

  return child;
}

/** The end of a process's output, for error messages. */
function tailOf(child: ChildProcess): () => string {
  let tail = '';
  child.stdout?.on('data', (data: Buffer) => {
    tail = `${tail}${data.toString()}`.slice(-TAIL_CHARACTERS);
  });

  return () => tail;
}

function newSession(target: { serial: string; adbPort: number; appiumPort: number }): Promise<Browser> {
  return remote({
    hostname: '127.0.0.1',
    port: target.appiumPort,
    logLevel: 'error',
    connectionRetryCount: 0,
    capabilities: {
      platformName: 'Android',
      'appium:automationName': 'UiAutomator2',
      'appium:udid': target.serial,
      'appium:adbPort': target.adbPort,
      'appium:remoteAdbHost': '127.0.0.1',
      'appium:suppressKillServer': true,
      'appium:autoLaunch': false,
      'appium:newCommandTimeout': 0,
    },
  });
}

async function readySerial(simulator: ChildProcess, unmodelled: unknown[]): Promise<string> {
  const { stdout } = simulator;
  if (!stdout) throw new Error('the simulated handset has no stdout');
  const lines = createInterface({ input: stdout });

  return await new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error('the simulated handset was not ready in time')),
      READY_MS,
    );
    simulator.once('exit', (code) => reject(new Error(`the simulated handset ended with ${code}`)));
    lines.on('line', (line) => {
      const message = JSON.parse(line) as { event: string; serial?: string; unmodelled?: unknown[] };
      if (message.event === 'stopped') unmodelled.push(...(message.unmodelled ?? []));
      if (message.event !== 'ready' || message.serial === undefined) return;
      clearTimeout(limit);
      resolve(message.serial);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(limit);
}
