import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { SimulatedTrait } from '../../model/handset.ts';
import { parseHandsets } from '../handset-choice.ts';
import type { AdbServer } from './adb-server.ts';
import { startEmulator } from './emulator.ts';
import { type SimulatedHandset, startSimulatedHandset } from './simulated-handset.ts';

/** A handset that the run started, and ends: a simulated handset or an emulator. */
type StartedHandset = Pick<SimulatedHandset, 'serial' | 'process' | 'stop'>;

/** A handset of this run. `holder` is the worker that uses it; `lost` is why it can no longer be used. */
interface Slot {
  serial: string;
  started: StartedHandset | undefined;
  /** Handsets that ended and were replaced. */
  replaced: StartedHandset[];
  /** Starts a handset of the same kind. */
  start: (() => Promise<StartedHandset>) | undefined;
  holder: string | undefined;
  lost: string | undefined;
}

export interface Unmodelled {
  kind: string;
  what: string;
  /** At least 1. Counted completely only if the handset was not killed. */
  times: number;
}

export interface HandsetPool {
  /** Waits for a free handset. A simulated handset or emulator that ended is replaced; a phone that is no longer attached is not used again. */
  take(holder: string): Promise<{ serial: string } | { refused: string }>;
  giveBack(holder: string): void;
  serials(): string[];
  processes(): { serial: string; pid: number }[];
  /** Stops all handsets. @returns the commands that they do not model, also those of handsets that were replaced */
  stop(): Promise<Unmodelled[]>;
}

export interface PoolOptions {
  handsets: readonly string[];
  speed: number;
  adb: AdbServer;
  logDir: string;
  /** Temporary files of simulated handsets; removed with the run. */
  tempDir: string;
  /** PEM of the CA of the run. */
  ca?: string;
  /** Gets a line for each handset that could not be stopped, or whose list of commands is not known. */
  print: (text: string) => void;
  startHandset?: typeof startSimulatedHandset;
  boot?: typeof startEmulator;
}

const POLL_MS = 100;
/** The serial of a handset that adb reaches over TCP. */
const ADDRESS = /^[\w.-]+:\d+$/;

/** Starts the simulated handsets of a run, or checks that its phones are attached. */
export async function openPool(options: PoolOptions): Promise<HandsetPool> {
  const { print, startHandset = startSimulatedHandset, boot = startEmulator } = options;
  const { choices, count } = parseHandsets(options.handsets);
  const slots: Slot[] = [];
  let started = 0;
  const startSimulated = (traits: readonly SimulatedTrait[]) => (): Promise<StartedHandset> =>
    startHandset({
      traits,
      speed: options.speed,
      adb: options.adb,
      tempDir: options.tempDir,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      logFile: join(options.logDir, `handset-${++started}.log`),
    });
  const bootEmulator = (avd: string) => (): Promise<StartedHandset> =>
    boot({ avd, adb: options.adb, logFile: join(options.logDir, `emulator-${++started}.log`), print });
  const addStarted = async (start: () => Promise<StartedHandset>): Promise<void> => {
    const handset = await start();
    slots.push({ ...emptySlot(handset.serial), started: handset, start });
  };
  try {
    for (const choice of choices)
      if (choice.kind === 'serial') slots.push(emptySlot(await requireAttached(options.adb, choice.serial)));
      else if (choice.kind === 'simulated' && choice.port !== undefined)
        slots.push(emptySlot(await connectRunning(options.adb, choice.port)));
      else if (choice.kind === 'emulator') await addStarted(bootEmulator(choice.avd));
      else
        await Promise.all(
          Array.from({ length: choice.count }, () => addStarted(startSimulated(choice.traits))),
        );
  } catch (error) {
    await stopAll(slots, print);
    throw error;
  }

  return {
    async take(holder) {
      for (;;) {
        const free = slots.find((slot) => !slot.holder && !slot.lost);
        if (free) {
          free.holder = holder;
          const problem = await ensureAttached(free, options.adb);
          if (!problem) return { serial: free.serial };
          free.holder = undefined;
          free.lost = problem;
        }
        if (slots.every((slot) => slot.lost))
          return {
            refused: `no handset of this run can be used any more: ${slots.map((slot) => `${slot.serial}: ${slot.lost}`).join('; ')}`,
          };
        await sleep(POLL_MS);
      }
    },
    giveBack(holder) {
      const slot = slots.find((slot) => slot.holder === holder);
      if (slot) slot.holder = undefined;
    },
    serials: () => slots.map((slot) => slot.serial).slice(0, count),
    processes: () =>
      slots.flatMap((slot) => (slot.started ? [{ serial: slot.serial, pid: slot.started.process.pid }] : [])),
    async stop() {
      return await stopAll(slots, print);
    },
  };
}

async function stopAll(slots: readonly Slot[], print: (text: string) => void): Promise<Unmodelled[]> {
  const phones = slots.flatMap(({ started, replaced }) => (started ? [...replaced, started] : []));
  const results = await Promise.allSettled(phones.map((phone) => phone.stop()));

  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return result.value;
    print(reasonOf(result.reason));

    return [];
  });
}

/** The serial of a simulated handset that runs already. @throws {Fault} where none listens on the port */
async function connectRunning(adb: AdbServer, port: number): Promise<string> {
  const serial = `127.0.0.1:${port}`;
  const answer = await adb.adb('connect', serial);
  if (!/^(already )?connected to /.test(answer))
    throw new Fault(`--handset sim@${port}: no simulated handset runs on this port (${answer.trim()})`, {
      fix: `start one with: leakgate handset start --port ${port}`,
    });

  return await requireAttached(adb, serial);
}

function emptySlot(serial: string): Slot {
  return { serial, started: undefined, replaced: [], start: undefined, holder: undefined, lost: undefined };
}

/** Checks that a handset is attached, and replaces one that the run started and that ended. @returns what is wrong; undefined if nothing is */
async function ensureAttached(slot: Slot, adb: AdbServer): Promise<string | undefined> {
  try {
    if (slot.started && slot.start && !slot.started.process.alive()) {
      const replacement = await slot.start();
      slot.replaced.push(slot.started);
      slot.started = replacement;
      slot.serial = replacement.serial;
    }
    // adb forgets an address when its server ends, or when the connection breaks.
    if (ADDRESS.test(slot.serial)) await adb.adb('connect', slot.serial);
    await requireAttached(adb, slot.serial);

    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The serial, if adb lists the handset and may use it. @throws {Fault} if it is not attached, or not ready, such as unauthorized */
export async function requireAttached(adb: AdbServer, serial: string): Promise<string> {
  const rows = (await adb.adb('devices'))
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  const row = rows.find(([name]) => name === serial);
  const others = rows.filter(([name, state]) => name && state).map(([name, state]) => `${name} (${state})`);
  if (!row)
    throw new Fault(`handset ${serial} is not attached`, {
      fix: `adb sees ${others.join(', ') || 'no handset'}; the simulated one is: --handset sim`,
    });
  if (row[1] !== 'device')
    throw new Fault(`handset ${serial} is ${row[1]}`, {
      fix:
        row[1] === 'unauthorized' ? "allow USB debugging on the handset's screen" : 'reconnect the handset',
    });

  return serial;
}
