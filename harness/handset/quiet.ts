import * as z from 'zod';
import { counted } from '../model/counted.ts';
import type { Phone } from './phone.ts';

/** What the recorder reports about current traffic. */
export interface QuietWatch {
  /** Real milliseconds since the recorder saw the last byte. */
  quiet(): number;
  /** Requests that began and did not end. */
  open(): number;
}

/** The real time of this machine; tests pass a clock of their own. */
export interface Stopwatch {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** How a wait for quiet ended. */
export interface QuietResult {
  quiet: boolean;
  /** What was still in flight, in a sentence; empty if it was quiet. */
  why: string;
  /** The speed that a simulated handset's clock kept in the wait before; undefined if the handset does not report it. */
  keptSpeed?: number;
}

/** Real time without a byte at the recorder after which a phone counts as quiet. */
export const QUIET_MS = 2_000;
/** Real milliseconds to wait for quiet; after that, the window counts as not quiet. */
const QUIET_LIMIT_MS = 30_000;
/** Real milliseconds in which bytes that a simulated handset has sent arrive at the recorder. */
const ARRIVAL_MS = 100;
const POLL_MS = 100;
/** About how long a simulated handset takes to find that nothing is in flight, real milliseconds. */
export const SIMULATED_QUIET_MS = 300;

/** Waits until the recorder has received nothing for 2 real seconds and no request is open. A real phone reports no more. */
export async function waitForRecorderQuiet(watch: QuietWatch, time: Stopwatch): Promise<QuietResult> {
  const began = time.now();
  const isQuiet = (): boolean => watch.open() === 0 && watch.quiet() >= QUIET_MS;
  // Only quiet after this point counts: before it, the handset's clock ran faster.
  await time.sleep(QUIET_MS);
  while (!isQuiet()) {
    if (time.now() - began >= QUIET_LIMIT_MS)
      return {
        quiet: false,
        why: `within ${QUIET_LIMIT_MS / 1000} s there were no ${QUIET_MS / 1000} s without an open request; open at the end: ${counted(watch.open(), 'request')}`,
      };
    await time.sleep(POLL_MS);
  }

  return { quiet: true, why: '' };
}

const barrierSchema = z.object({ inFlight: z.array(z.string()), keptSpeed: z.number().nullable() });

/**
 * Waits until a simulated handset reports nothing in flight (`dumpsys leakgate quiet`), from its packet log, its timers and
 * its scripts' calls. The recorder must also have no open request and have received nothing for 100 ms.
 */
export async function waitForSimulatedQuiet(
  phone: Phone,
  watch: QuietWatch,
  time: Stopwatch,
): Promise<QuietResult> {
  const began = time.now();
  for (;;) {
    const output = await phone.shell(['dumpsys', 'leakgate', 'quiet']);
    const { inFlight, keptSpeed } = barrierSchema.parse(JSON.parse(output));
    const speedField = keptSpeed === null ? {} : { keptSpeed };
    if (inFlight.length === 0 && watch.open() === 0 && watch.quiet() >= ARRIVAL_MS)
      return { quiet: true, why: '', ...speedField };
    if (time.now() - began >= QUIET_LIMIT_MS) {
      const what = inFlight.length > 0 ? inFlight.join(', ') : counted(watch.open(), 'open request');

      return { quiet: false, why: `in flight after ${QUIET_LIMIT_MS / 1000} s: ${what}`, ...speedField };
    }
    await time.sleep(POLL_MS);
  }
}
