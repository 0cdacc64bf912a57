import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { SimulatedTrait } from '../../model/handset.ts';
import { parseHandsets } from '../handset-choice.ts';
import type { AdbServer } from './adb-server.ts';
import { type SimulatedHandset, startSimulatedHandset } from './simulated-handset.ts';

/** A handset of this run. `holder` is the worker that uses it; `lost` is why it can no longer be used. */
interface Slot {
  serial: string;
  simulated: SimulatedHandset | undefined;
  /** The simulated handsets that ended and were replaced. */
  replaced: SimulatedHandset[];
  /** Traits in which it differs from the default simulated handset. */
  traits: readonly SimulatedTrait[];
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
  /** Waits for a free handset. A simulated handset that ended is replaced; a phone that is no longer attached is not used again. */
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
  /** Gets a line for each handset that could not be stopped, or whose list of commands is not known. */
  print: (text: string) => void;
  startHandset?: typeof startSimulatedHandset;
}

const POLL_MS = 100;

/** Starts the simulated handsets of a run, or checks that its phones are attached. */
export async function openPool(options: PoolOptions): Promise<HandsetPool> {
  const { print, startHandset = startSimulatedHandset } = options;
  const { choices, count } = parseHandsets(options.handsets);
  const slots: Slot[] = [];
  let started = 0;
  const startOne = async (traits: readonly SimulatedTrait[]): Promise<SimulatedHandset> =>
    startHandset({
      traits,
      speed: options.speed,
      adb: options.adb,
      tempDir: options.tempDir,
      logFile: join(options.logDir, `handset-${++started}.log`),
    });
  try {
    for (const choice of choices) {
      if (choice.kind === 'serial')
        slots.push({
          serial: await requireAttached(options.adb, choice.serial),
          simulated: undefined,
          replaced: [],
          traits: [],
          holder: undefined,
          lost: undefined,
        });
      else {
        const { count: simulatedCount, traits } = choice;
        const phones = await Promise.all(Array.from({ length: simulatedCount }, () => startOne(traits)));
        for (const phone of phones)
          slots.push({
            serial: phone.serial,
            simulated: phone,
            replaced: [],
            traits,
            holder: undefined,
            lost: undefined,
          });
      }
    }
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
          const problem = await ensureAttached(free, options.adb, startOne);
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
      slots.flatMap((slot) =>
        slot.simulated ? [{ serial: slot.serial, pid: slot.simulated.process.pid }] : [],
      ),
    async stop() {
      return await stopAll(slots, print);
    },
  };
}

async function stopAll(slots: readonly Slot[], print: (text: string) => void): Promise<Unmodelled[]> {
  const phones = slots.flatMap(({ simulated, replaced }) => (simulated ? [...replaced, simulated] : []));
  const results = await Promise.allSettled(phones.map((phone) => phone.stop()));

  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return result.value;
    print(reasonOf(result.reason));

    return [];
  });
}

/** Checks that a handset is attached, and replaces a simulated one that ended. @returns what is wrong; undefined if nothing is */
async function ensureAttached(
  slot: Slot,
  adb: AdbServer,
  startOne: (traits: readonly SimulatedTrait[]) => Promise<SimulatedHandset>,
): Promise<string | undefined> {
  try {
    if (slot.simulated && !slot.simulated.process.alive()) {
      const replacement = await startOne(slot.traits);
      slot.replaced.push(slot.simulated);
      slot.simulated = replacement;
      slot.serial = slot.simulated.serial;
    }
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
