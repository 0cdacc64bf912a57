import { z } from 'zod';
import { counted } from '../model/counted.ts';
import type { Phone } from './phone.ts';

/** What the recorder knows of its traffic. */
export interface QuietWatch {
  /** Real milliseconds since the recorder saw the last byte. */
  quiet(): number;
  /** Requests that began and did not end. */
  open(): number;
}

/** Time as this machine sees it; a test passes its own. */
export interface Stopwatch {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** How a wait for quiet ended. */
export interface Quiet {
  quiet: boolean;
  /** What was still in flight, in a sentence; empty where it was quiet. */
  why: string;
  /** The speed that a simulated handset's clock kept in the wait before; undefined where it does not say. */
  keptSpeed?: number;
}

/** Real time without a byte at the recorder after which a phone counts as quiet. */
export const QUIET_MS = 2_000;
/** How long quiet is waited for before the window is called not quiet. */
const QUIET_LIMIT_MS = 30_000;
/** A simulated handset looks for itself; bytes that were on their way to the recorder have arrived after this real time. */
const ARRIVED_MS = 100;
const POLL_MS = 100;
/** About how long a simulated handset takes to find that nothing is in flight, real milliseconds. */
export const SIMULATED_QUIET_MS = 300;

/** Waits until the recorder has seen nothing for 2 real seconds and no request is open: all that can be known of a phone. */
export async function awaitRecorderQuiet(watch: QuietWatch, time: Stopwatch): Promise<Quiet> {
  const began = time.now();
  const isQuiet = (): boolean => watch.open() === 0 && watch.quiet() >= QUIET_MS;
  // Only quiet after this point counts: before it, the handset's clock ran faster.
  await time.sleep(QUIET_MS);
  while (!isQuiet()) {
    if (time.now() - began >= QUIET_LIMIT_MS)
      return {
        quiet: false,
        why: `no ${QUIET_MS / 1000} s of quiet within ${QUIET_LIMIT_MS / 1000} s: ${counted(watch.open(), 'open request')}`,
      };
    await time.sleep(POLL_MS);
  }

  return { quiet: true, why: '' };
}

const barrierSchema = z.object({ inFlight: z.array(z.string()), keptSpeed: z.number().nullable() });

/**
 * Waits until a simulated handset says that nothing is in flight (`dumpsys leakgate quiet`: by its packet log, its timers
 * and its scripts' calls), and the recorder agrees.
 */
export async function awaitSimulatedQuiet(phone: Phone, watch: QuietWatch, time: Stopwatch): Promise<Quiet> {
  const began = time.now();
  for (;;) {
    const output = await phone.shell(['dumpsys', 'leakgate', 'quiet']);
    const { inFlight, keptSpeed } = barrierSchema.parse(JSON.parse(output));
    const kept = keptSpeed === null ? {} : { keptSpeed };
    if (inFlight.length === 0 && watch.open() === 0 && watch.quiet() >= ARRIVED_MS)
      return { quiet: true, why: '', ...kept };
    if (time.now() - began >= QUIET_LIMIT_MS) {
      const what = inFlight.length > 0 ? inFlight.join(', ') : counted(watch.open(), 'open request');

      return { quiet: false, why: `in flight after ${QUIET_LIMIT_MS / 1000} s: ${what}`, ...kept };
    }
    await time.sleep(POLL_MS);
  }
}
