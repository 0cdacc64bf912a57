import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is yes or the limit has passed; says which it was. */
export async function pollUntil(
  condition: () => boolean,
  limitMs: number,
  everyMs: number,
): Promise<boolean> {
  const until = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() >= until) return false;
    await sleep(everyMs);
  }

  return true;
}
