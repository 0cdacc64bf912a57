import { setTimeout as sleep } from 'node:timers/promises';
import type { Phase } from '../model/timeline.ts';
import type { Journal } from './journal/journal.ts';
import { readProperty } from './journal/changes/property.ts';
import type { Phone } from './phone.ts';
import {
  awaitRecorderQuiet,
  awaitSimulatedQuiet,
  QUIET_MS,
  type QuietWatch,
  SIMULATED_QUIET_MS,
  type Stopwatch,
} from './quiet.ts';

export interface WaitWatch extends QuietWatch {
  phase: Phase;
  /** Whether the browser's process runs and is not frozen, now; asked each second where it is given. */
  awake?(): Promise<boolean | null>;
}

export interface WaitResult {
  phase: WaitWatch['phase'];
  /** What the phone's own clock says has passed, in its milliseconds. */
  handsetMs: number;
  speed: number;
  /** Of `handsetMs`, between how much of it the process was seen awake; null where nobody asked, or the phone cannot tell. */
  awakeMs: number | null;
  /** The speed that a simulated handset's clock kept, where its machine was too busy for `speed`. */
  keptSpeed?: number;
  /** Whether the wait ended with nothing in flight. */
  quiet: boolean;
  /** Real milliseconds. */
  realMs: number;
  /** What cut it short, in a sentence. */
  limit?: string;
}

/**
 * Handset time that a simulated handset's wait takes beyond what was asked for: on a phone, the 2 s of quiet. As long as the
 * handset lets a script's handlers run.
 */
const SIMULATED_TAIL_MS = 5_000;
/** A clock that kept less than this share of its speed is reported. */
const KEPT_SHARE = 0.8;
/** A phone's clock that has not moved on after this many times the planned real time is given up. */
const PATIENCE = 3;
const FAST = 'debug.leakgate.wait';
/** Real time between two looks at whether the process is awake. */
const SAMPLE_MS = 1_000;

/**
 * Waits until so many milliseconds have passed on the phone's own clock, then until nothing is in flight. A simulated
 * handset's clock runs fast in the first part only, and the handset itself says when nothing is in flight; on a phone, the
 * recorder must have seen nothing for 2 real seconds.
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
    limit = await passTime(phone, bootMs, wantedMs, speed, time, awake);
  } finally {
    if (speed > 1) await phone.shell(['setprop', FAST, '0']);
  }
  const { quiet, why, keptSpeed } = clock.simulated
    ? await awaitSimulatedQuiet(phone, watch, time)
    : await awaitRecorderQuiet(watch, time);
  if (!quiet) limit ??= why;

  const endMs = await uptimeMs(phone);
  await awake.sample(endMs);

  return {
    phase: watch.phase,
    handsetMs: endMs - bootMs,
    speed,
    ...(keptSpeed !== undefined && keptSpeed < KEPT_SHARE * speed && { keptSpeed }),
    awakeMs: awake.ms(),
    quiet,
    realMs: Math.round(time.now() - began),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** About how long such a wait takes, real milliseconds. */
export function realMsOf(handsetMs: number, clock: { simulated: boolean; speed: number }): number {
  return clock.simulated
    ? (handsetMs + SIMULATED_TAIL_MS) / clock.speed + SIMULATED_QUIET_MS
    : handsetMs + QUIET_MS;
}

/** Milliseconds since boot by the phone's own clock, which nobody sets. */
export async function uptimeMs(phone: Phone): Promise<number> {
  const text = await phone.shell(['cat', '/proc/uptime']);
  const seconds = Number(text.trim().split(/\s+/)[0]);
  if (!Number.isFinite(seconds) || text.trim() === '')
    throw new Error(`/proc/uptime of ${phone.serial} reads '${text.trim()}'`);

  return Math.round(seconds * 1000);
}

async function runFast(phone: Phone, journal: Journal): Promise<void> {
  const setFast = async (): Promise<void> => {
    await phone.shell(['setprop', FAST, '1']);
  };
  const written = journal.pending().some((change) => change.kind === 'property' && change.name === FAST);
  if (written) await setFast();
  else await journal.make('property', { name: FAST, before: await readProperty(phone, FAST) }, setFast);
}

async function passTime(
  phone: Phone,
  bootMs: number,
  handsetMs: number,
  speed: number,
  time: Stopwatch,
  awake: AwakeWatch,
): Promise<string | undefined> {
  const planned = handsetMs / speed;
  const end = time.now() + PATIENCE * planned + 5_000;
  let passed = 0;
  for (let left = planned; left > 0; left = (handsetMs - passed) / speed) {
    if (time.now() >= end) return `the phone's clock moved on by ${passed} ms of ${handsetMs} ms only`;
    await time.sleep(Math.max(awake.asked ? Math.min(left, SAMPLE_MS) : left, 20));
    const nowMs = await uptimeMs(phone);
    await awake.sample(nowMs);
    passed = nowMs - bootMs;
  }

  return undefined;
}

interface AwakeWatch {
  readonly asked: boolean;
  sample(uptime: number): Promise<void>;
  ms(): number | null;
}

/** Adds up the time between two looks that both found the process awake; a look that told nothing makes it unknown. */
function watchAwake(watch: WaitWatch): AwakeWatch {
  let before: { uptime: number; awake: boolean } | undefined;
  let sum: number | null = 0;

  return {
    asked: watch.awake !== undefined,
    async sample(uptime) {
      if (!watch.awake) return;
      const awake = await watch.awake();
      if (awake === null || sum === null) {
        sum = null;
        return;
      }
      if (awake && before?.awake) sum += uptime - before.uptime;
      before = { uptime, awake };
    },
    ms: () => (watch.awake ? sum : null),
  };
}
