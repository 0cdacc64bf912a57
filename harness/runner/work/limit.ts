import { setTimeout as sleep } from 'node:timers/promises';

/** A step took longer than its limit. A step cannot be cancelled, so nothing more is done in its session. */
export class StepTimeout extends Error {
  override readonly name = 'StepTimeout';
}

/** Rejects with a {@link StepTimeout} naming the step unless `action` ends within `ms` milliseconds. */
export async function withTimeLimit<T>(step: string, ms: number, action: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StepTimeout(`'${step}' did not end within ${Math.round(ms / 1000)} s`)),
      ms,
    );
  });
  try {
    return await Promise.race([action(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Checks the condition at intervals; resolves to whether it held before the limit, in real milliseconds. */
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
