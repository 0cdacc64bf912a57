import { setTimeout as sleep } from 'node:timers/promises';
import type { Phase } from '../model/timeline.ts';
import type { Journal } from './journal/journal.ts';
import { readProperty } from './journal/changes/property.ts';
import type { Phone } from './phone.ts';
import {
  waitForRecorderQuiet,
  waitForSimulatedQuiet,
  QUIET_MS,
  type QuietWatch,
  SIMULATED_QUIET_MS,
  type Stopwatch,
} from './quiet.ts';

export interface WaitWatch extends QuietWatch {
  phase: Phase;
  /** Whether the browser's process runs and is not frozen now. Called each second. */
  awake?(): Promise<boolean | null>;
  /** Called after each minute of handset time. */
  eachMinute?(): Promise<void>;
}

export interface WaitResult {
  phase: WaitWatch['phase'];
  /** Time that passed on the phone's own clock, milliseconds. */
  handsetMs: number;
  speed: number;
  /** The part of `handsetMs` in which the process was awake; null if not watched, or if the phone does not report it. */
  awakeMs: number | null;
  /** The speed that a simulated handset's clock kept, if its machine was too busy for `speed`. */
  keptSpeed?: number;
  /** Whether the wait ended with nothing in flight. */
  quiet: boolean;
  /** Real milliseconds. */
  realMs: number;
  /** Why the wait ended early or not quiet, in a sentence. */
  limit?: string;
}

/**
 * Handset time that a wait on a simulated handset takes in addition to the requested time; a real phone has the 2 s of quiet
 * instead. It is as long as the handset lets the handlers of a script run.
 */
const SIMULATED_TAIL_MS = 5_000;
/** A clock that kept less than this share of its speed is reported. */
const KEPT_SHARE = 0.8;
/** The wait ends early if the phone's clock has not passed the time after this many times the planned real time. */
const GIVE_UP_FACTOR = 3;
const FAST_PROPERTY = 'debug.leakgate.wait';
/** Real milliseconds between two checks whether the process is awake. */
const SAMPLE_MS = 1_000;
const MINUTE_MS = 60_000;

/**
 * Waits until `handsetMs` have passed on the phone's own clock, then until nothing is in flight. A simulated handset's clock
 * runs fast only in the first part, and the handset reports when nothing is in flight. On a real phone, the recorder must
 * have received nothing for 2 real seconds.
 */
export async function waitOnPhone(
  phone: Phone,
  journal: Journal,
  clock: { simulated: boolean; speed: number },
  handsetMs: number,
  watch: WaitWatch,
  time: Stopwatch = { now: () => performance.now(), sleep: (ms) => sleep(ms) },
): Promise<WaitResult> {
  const speed = clock.simulated ? clock.speed : 1;
  const began = time.now();
  const bootMs = await uptimeMs(phone);
  const awake = watchAwake(watch);
  await awake.sample(bootMs);
  if (speed > 1) await runFast(phone, journal);
  let limit: string | undefined;
  try {
    const wantedMs = handsetMs + (clock.simulated ? SIMULATED_TAIL_MS : 0);
    limit = await passTime(phone, bootMs, wantedMs, speed, time, { awake, eachMinute: watch.eachMinute });
  } finally {
    if (speed > 1) await phone.shell(['setprop', FAST_PROPERTY, '0']);
  }
  const { quiet, why, keptSpeed } = clock.simulated
    ? await waitForSimulatedQuiet(phone, watch, time)
    : await waitForRecorderQuiet(watch, time);
  if (!quiet) limit ??= why;

  const endMs = await uptimeMs(phone);
  await awake.sample(endMs);

  return {
    phase: watch.phase,
    handsetMs: endMs - bootMs,
    speed,
    ...(keptSpeed !== undefined && keptSpeed < KEPT_SHARE * speed && { keptSpeed }),
    awakeMs: awake.awakeMs(),
    quiet,
    realMs: Math.round(time.now() - began),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** About how long `waitOnPhone` takes, real milliseconds. */
export function expectedRealMs(handsetMs: number, clock: { simulated: boolean; speed: number }): number {
  return clock.simulated
    ? (handsetMs + SIMULATED_TAIL_MS) / clock.speed + SIMULATED_QUIET_MS
    : handsetMs + QUIET_MS;
}

/** Milliseconds since boot by the phone's own clock, which cannot be set. */
export async function uptimeMs(phone: Phone): Promise<number> {
  const text = await phone.shell(['cat', '/proc/uptime']);
  const seconds = Number(text.trim().split(/\s+/)[0]);
  if (!Number.isFinite(seconds) || text.trim() === '')
    throw new Error(`/proc/uptime of ${phone.serial} does not begin with a number: '${text.trim()}'`);

  return Math.round(seconds * 1000);
}

async function runFast(phone: Phone, journal: Journal): Promise<void> {
  const setFast = async (): Promise<void> => {
    await phone.shell(['setprop', FAST_PROPERTY, '1']);
  };
  const isJournalled = journal
    .pending()
    .some((change) => change.kind === 'property' && change.name === FAST_PROPERTY);
  if (isJournalled) await setFast();
  else
    await journal.make(
      'property',
      { name: FAST_PROPERTY, before: await readProperty(phone, FAST_PROPERTY) },
      setFast,
    );
}

async function passTime(
  phone: Phone,
  bootMs: number,
  handsetMs: number,
  speed: number,
  time: Stopwatch,
  { awake, eachMinute }: { awake: AwakeWatch; eachMinute: WaitWatch['eachMinute'] },
): Promise<string | undefined> {
  const planned = handsetMs / speed;
  const end = time.now() + GIVE_UP_FACTOR * planned + 5_000;
  let passed = 0;
  for (let left = planned; left > 0; left = (handsetMs - passed) / speed) {
    if (time.now() >= end) return `the phone's clock advanced by only ${passed} ms, not by ${handsetMs} ms`;
    await time.sleep(Math.max(awake.isWatched || eachMinute ? Math.min(left, SAMPLE_MS) : left, 20));
    const nowMs = await uptimeMs(phone);
    await awake.sample(nowMs);
    if (eachMinute && Math.floor((nowMs - bootMs) / MINUTE_MS) > Math.floor(passed / MINUTE_MS))
      await eachMinute();
    passed = nowMs - bootMs;
  }

  return undefined;
}

interface AwakeWatch {
  readonly isWatched: boolean;
  sample(uptime: number): Promise<void>;
  awakeMs(): number | null;
}

/** Adds up the time between two samples that both found the process awake; a sample without an answer makes it unknown. */
function watchAwake(watch: WaitWatch): AwakeWatch {
  let previous: { uptime: number; awake: boolean } | undefined;
  let sum: number | null = 0;

  return {
    isWatched: watch.awake !== undefined,
    async sample(uptime) {
      if (!watch.awake) return;
      const awake = await watch.awake();
      if (awake === null || sum === null) {
        sum = null;
        return;
      }
      if (awake && previous?.awake) sum += uptime - previous.uptime;
      previous = { uptime, awake };
    },
    awakeMs: () => (watch.awake ? sum : null),
  };
}
