import type { Clock, Timer } from '../device.ts';

/** Sockets are as fast as this machine, at any speed of the handset's clock. */
const REAL_FLOOR_MS = 3000;

/**
 * Runs `action` after `ms` handset milliseconds, but not before `ms` real milliseconds or 3 real seconds have passed.
 * Otherwise a fast clock would cause timeouts on a network of normal speed.
 */
export function startTimeout(clock: Pick<Clock, 'after'>, ms: number, action: () => void): Timer {
  const startedAt = performance.now();
  let rest: NodeJS.Timeout | undefined;
  const timer = clock.after(ms, () => {
    const remaining = Math.min(ms, REAL_FLOOR_MS) - (performance.now() - startedAt);
    if (remaining <= 0) action();
    else rest = setTimeout(action, remaining);
  });

  return {
    cancel() {
      timer.cancel();
      clearTimeout(rest);
    },
  };
}
