import { setTimeout as sleep } from 'node:timers/promises';
import type { Phase } from '../model/timeline.ts';
import type { Journal } from './journal/journal.ts';
import { readProperty } from './journal/changes/property.ts';
import type { Phone } from './phone.ts';

export interface WaitWatch {
  phase: Phase;
  /** Real milliseconds since the recorder saw the last byte. */
  quiet(): number;
  /** Requests that began and did not end. */
  open(): number;
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
  /** Whether the wait ended with 2 s of quiet and no request open. */
  quiet: boolean;
  /** Real milliseconds. */
  realMs: number;
  /** What cut it short, in a sentence. */
  limit?: string;
}

/** Time as this machine sees it; a test passes its own. */
export interface Stopwatch {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const QUIET_MS = 2_000;
/** How long quiet is waited for before the window is called not quiet. */
const QUIET_LIMIT_MS = 30_000;
/** A phone's clock that has not moved on after this many times the planned real time is given up. */
const PATIENCE = 3;
const FAST = 'debug.leakgate.wait';
/** Real time between two looks at whether the process is awake. */
const SAMPLE_MS = 1_000;

/**
 * Waits until so many milliseconds have passed on the phone's own clock, then until the recorder has been quiet for
 * 2 real seconds with no request open. On a simulated phone whose clock can run fast, it does so for the first part only.
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
    limit = await passTime(phone, bootMs, handsetMs, speed, time, awake);
  } finally {
    if (speed > 1) await phone.shell(['setprop', FAST, '0']);
  }
  const quiet = await awaitQuiet(watch, time);
  if (!quiet)
    limit ??= `no ${QUIET_MS / 1000} s of quiet within ${QUIET_LIMIT_MS / 1000} s: ${watch.open()} requests open`;

  const endMs = await uptimeMs(phone);
  await awake.sample(endMs);

  return {
    phase: watch.phase,
    handsetMs: endMs - bootMs,
    speed,
    awakeMs: awake.ms(),
    quiet,
    realMs: Math.round(time.now() - began),
    ...(limit === undefined ? {} : { limit }),
  };
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

async function awaitQuiet(watch: WaitWatch, time: Stopwatch): Promise<boolean> {
  const began = time.now();
  const isQuiet = (): boolean => watch.open() === 0 && watch.quiet() >= QUIET_MS;
  // The quiet of this wait: what was quiet before the clock was slowed down says nothing about after.
  await time.sleep(QUIET_MS);
  while (!isQuiet()) {
    if (time.now() - began >= QUIET_LIMIT_MS) return false;
    await time.sleep(100);
  }

  return true;
}
