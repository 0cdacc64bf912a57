import type { Clock, Timer } from './device.ts';

interface Pending {
  /** Uptime at which it is due. */
  due: number;
  action: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** Node's timers hold 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The handset's clock. It runs at 1 until {@link Clock.setFast}, then at `speed`. A timer that is pending when the speed
 * changes is still due at the same handset time. After `stop` nothing fires any more, and sleepers stay asleep.
 */
export function createClock(speed: number): Clock {
  if (!(speed > 0)) throw new RangeError(`a clock's speed is above 0, not ${speed}`);
  const pending = new Set<Pending>();
  const bootedAt = Date.now();
  let fast = false;
  let stopped = false;
  let uptimeThen = 0;
  let realThen = performance.now();

  const rate = () => (fast ? speed : 1);
  const uptime = () => uptimeThen + (performance.now() - realThen) * rate();

  function arm(timer: Pending): void {
    const realMs = Math.max(0, (timer.due - uptime()) / rate());
    timer.handle = setTimeout(() => fire(timer), Math.min(realMs, LONGEST_TIMER_MS));
  }

  function fire(timer: Pending): void {
    // Node fires up to a millisecond early, and long timers come in pieces.
    if (timer.due - uptime() > 0.001) {
      arm(timer);
      return;
    }
    pending.delete(timer);
    timer.action();
  }

  function after(ms: number, action: () => void): Timer {
    const timer: Pending = { due: uptime() + Math.max(0, ms), action, handle: undefined };
    if (!stopped) {
      pending.add(timer);
      arm(timer);
    }

    return {
      cancel() {
        clearTimeout(timer.handle);
        pending.delete(timer);
      },
    };
  }

  return {
    now: () => Math.floor(bootedAt + uptime()),
    uptime,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    get speed() {
      return speed;
    },
    get fast() {
      return fast;
    },
    setFast(next) {
      if (next === fast) return;
      uptimeThen = uptime();
      realThen = performance.now();
      fast = next;
      for (const timer of pending) {
        clearTimeout(timer.handle);
        arm(timer);
      }
    },
    stop() {
      stopped = true;
      for (const timer of pending) clearTimeout(timer.handle);
      pending.clear();
    },
  };
}
