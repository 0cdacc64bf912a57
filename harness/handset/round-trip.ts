import { type ShellSession, sessionRunner } from './shell/session.ts';

/** How long a command takes on a phone that is plugged in, real milliseconds. Emulators in CI take 300 to 800. */
const USUAL_MS = 100;
/** A phone so slow that limits grow no further. */
const MOST = 20;
const SAMPLES = 3;
const LIMIT_MS = 120_000;

/**
 * Measures how long the phone takes for a command that does nothing, through its Appium session.
 * @returns the median, real milliseconds
 * @throws {HandsetLost}
 */
export async function measureRoundTrip(session: ShellSession): Promise<number> {
  const shell = sessionRunner(session);

  return await medianTime(() => shell.run(':', LIMIT_MS));
}

/** The median time of an action that runs three times in turn, real milliseconds. */
export async function medianTime(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const from = performance.now();
    await action();
    times.push(performance.now() - from);
  }

  return times.toSorted((a, b) => a - b)[Math.floor(SAMPLES / 2)] ?? 0;
}

/** By how much the limits of this phone are longer than those of a usual one; at least 1. */
export function limitScale(roundTripMs: number): number {
  return Math.min(MOST, Math.max(1, roundTripMs / USUAL_MS));
}
