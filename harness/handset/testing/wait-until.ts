import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Repeats an attempt until it resolves to true.
 * @throws after `limitMs` milliseconds; the error's cause is the error of the last attempt
 */
export async function waitUntil(
  attempt: () => Promise<boolean>,
  what: string,
  limitMs: number,
): Promise<void> {
  const limit = Date.now() + limitMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await attempt()) return;
    } catch (error) {
      // A process that is starting refuses connections, so an error is only reported after the limit.
      cause = error;
    }
    if (Date.now() >= limit) throw new Error(`${what} was not ready in time`, { cause });
    await sleep(POLL_MS);
  }
}
