import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findEmulator } from '../../../bin/environment.mjs';
import { isPortFree } from '../../../bin/free-port.mjs';
import { forgetHandsetLedger } from '../../evidence/handset-ledger.ts';
import { journalFolder, serialsWithJournal } from '../../handset/journal/storage.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { ledgerFolder } from '../state.ts';
import type { AdbServer } from './adb-server.ts';
import { killByConsole } from './emulator-console.ts';
import { claimEmulator, forgetEndedEmulators, releaseEmulator } from './emulator-claims.ts';
import { type KeptProcess, startKeptProcess } from './kept-process.ts';

const run = promisify(execFile);
const LIST_LIMIT_MS = 20_000;
/** An emulator without hardware acceleration needs minutes to boot. */
const BOOT_LIMIT_MS = 600_000;
const POLL_MS = 500;
/** How long an emulator may take to end after its console accepted. */
const END_LIMIT_MS = 15_000;
/** Even ports of consoles; adb's port is one higher. Source: developer.android.com, emulator-commandline, `-port`. */
const CONSOLE_PORTS = { first: 5554, last: 5682 };
const LOG_TAIL = 4;

/** A running emulator, which was started from an AVD. */
export interface Emulator {
  /** `emulator-5554`. */
  serial: string;
  process: KeptProcess;
  /** Ends the emulator through its console; kills it if that fails. */
  stop(): Promise<never[]>;
}

export interface EmulatorOptions {
  avd: string;
  adb: AdbServer;
  logFile: string;
  print(text: string): void;
  /** The program; by default that of the Android SDK. */
  program?: string;
  /** First and last port of a console. */
  ports?: { first: number; last: number };
  bootLimitMs?: number;
}

/**
 * Boots an AVD with `-read-only`: what is changed on the phone is gone when the emulator ends. Resolves when Android has booted.
 * @throws {Fault} if there is no emulator, no such AVD, or it does not boot
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { avd, adb, logFile, print, ports = CONSOLE_PORTS, bootLimitMs = BOOT_LIMIT_MS } = options;
  const program = await requireAvd(avd, options.program);
  await forgetEndedEmulators();
  const port = await findConsolePort(ports);
  const serial = serialOf(port);
  await claimEmulator(serial);
  forgetHandsetLedger(ledgerFolder(), serial);
  const process = await startKeptProcess({
    name: `emulator ${avd}`,
    command: program,
    args: argumentsFor(avd, port),
    env: { ...globalThis.process.env, ANDROID_ADB_SERVER_PORT: String(adb.port) },
    logFile,
  });
  const stop = async (): Promise<never[]> => {
    const refusal = process.alive() ? await killByConsole(port) : undefined;
    if (refusal === undefined)
      await Promise.race([process.ended, sleep(END_LIMIT_MS, undefined, { ref: false })]);
    else print(`${serial} is killed, because ${refusal}`);
    await process.stop();
    await releaseEmulator(serial);

    return [];
  };
  try {
    const from = performance.now();
    print(`${serial}: ${avd} boots`);
    await awaitBoot({ serial, avd, adb, process, logFile, until: from + bootLimitMs });
    print(`${serial}: ${avd} booted in ${Math.round((performance.now() - from) / 1000)} s`);
    const unrooted = await findRootLimit(adb, serial);
    if (unrooted !== undefined) print(`${serial}: ${unrooted}`);

    return { serial, process, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The program of the emulator, if it lists the AVD. @throws {Fault} */
export async function requireAvd(avd: string, program: string | null = findEmulator()): Promise<string> {
  if (program === null)
    throw new Fault(`--handset avd:${avd}: no Android Emulator was found on this computer`, {
      fix: 'install it with sdkmanager emulator, and set ANDROID_HOME to the folder of the SDK',
    });
  const listed = await run(program, ['-list-avds'], { timeout: LIST_LIMIT_MS }).catch((error: unknown) => {
    throw new Fault(`${program} -list-avds failed: ${reasonOf(error)}`, { cause: error });
  });
  const names = listed.stdout
    .split('\n')
    .map((line) => line.trim())
    // Newer emulators print messages such as `INFO    | Storing crashdata in ...` too.
    .filter((line) => /^[\w.-]+$/.test(line));
  if (!names.includes(avd))
    throw new Fault(`--handset avd:${avd}: there is no AVD with this name`, {
      fix:
        names.length > 0
          ? `the AVDs are ${names.join(', ')}`
          : 'create one with avdmanager create avd, from an image of the kind google_apis',
    });

  return program;
}

function argumentsFor(avd: string, port: number): string[] {
  const { env, platform } = process;
  const hasDisplay = platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);

  return [
    '-avd',
    avd,
    '-port',
    String(port),
    '-read-only',
    '-no-snapshot',
    '-no-audio',
    '-no-boot-anim',
    ...(hasDisplay ? [] : ['-no-window']),
  ];
}

/** A free port. A serial with a journal is another emulator's, which `leakgate restore` must still find. */
async function findConsolePort({ first, last }: { first: number; last: number }): Promise<number> {
  const others = await serialsWithJournal(journalFolder());
  for (let port = first; port <= last; port += 2)
    if (!others.includes(serialOf(port)) && (await isPortFree(port)) && (await isPortFree(port + 1)))
      return port;
  throw new Fault(`no port from ${first} to ${last} is free for the console of an emulator`, {
    fix: 'end other emulators',
  });
}

function serialOf(port: number): string {
  return `emulator-${port}`;
}

async function awaitBoot(boot: {
  serial: string;
  avd: string;
  adb: AdbServer;
  process: KeptProcess;
  logFile: string;
  until: number;
}): Promise<void> {
  const { serial, avd, adb, process, logFile, until } = boot;
  for (;;) {
    if (!process.alive()) {
      await process.outputRead;
      throw new Fault(`the emulator ${avd} ended before it had booted: ${await tailOf(logFile)}`, {
        fix: `its log is ${logFile}`,
      });
    }
    // Until Android has started, adb knows no such device, or its shell cannot be used.
    const booted = await adb.adb('-s', serial, 'shell', 'getprop sys.boot_completed').catch(() => '');
    if (booted.trim() === '1') return;
    if (performance.now() > until)
      throw new Fault(`the emulator ${avd} did not boot in time`, { fix: `its log is ${logFile}` });
    await sleep(POLL_MS);
  }
}

/**
 * Why the image has no root, in a sentence; undefined if it has. Images with Google Play are `user` builds with release keys, and
 * have no `su`; those with Google APIs only, and AOSP's, are `userdebug` builds.
 */
async function findRootLimit(adb: AdbServer, serial: string): Promise<string | undefined> {
  const type = (await adb.adb('-s', serial, 'shell', 'getprop ro.build.type')).trim();

  return type === 'user'
    ? 'this image has Google Play and therefore no root, so most verdicts are inconclusive; create the AVD from an image of the kind google_apis'
    : undefined;
}

/** The last lines of an emulator's log, without their levels. */
async function tailOf(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /^(ERROR|FATAL|PANIC)/.test(line));

  return (errors.length > 0 ? errors : lines.slice(-LOG_TAIL))
    .map((line) => line.replace(/^\w+ *\| */, '').trim())
    .join('; ');
}
