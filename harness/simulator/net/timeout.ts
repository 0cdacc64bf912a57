import type { Clock, Timer } from '../device.ts';

/** Sockets are as fast as this machine is, whatever the handset's clock does. */
const REAL_FLOOR_MS = 3000;

/**
 * Runs `action` after so many handset milliseconds, but never before as many real ones, up to three seconds: a clock
 * that runs fast must not make a network time out that is only as slow as usual.
 */
export function startTimeout(clock: Pick<Clock, 'after'>, ms: number, action: () => void): Timer {
  const startedAt = performance.now();
  let rest: NodeJS.Timeout | undefined;
  const timer = clock.after(ms, () => {
    const left = Math.min(ms, REAL_FLOOR_MS) - (performance.now() - startedAt);
    if (left <= 0) action();
    else rest = setTimeout(action, left);
  });

  return {
    cancel() {
      timer.cancel();
      clearTimeout(rest);
    },
  };
}
