import type { Clock, Timer } from './device.ts';

interface Pending {
  /** Uptime at which it is due. */
  due: number;
  action: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** Node's timers hold 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Real milliseconds after which a hold ends, so that a request without an answer does not prolong a wait. */
const LONGEST_HOLD_MS = 1000;

/**
 * The handset's clock. It runs at speed 1 until {@link Clock.setFast}, then at `speed`. A change of speed does not change the
 * handset time at which pending timers are due. While the clock runs fast, it stops at each timer that is due until the timer
 * has fired: on a busy machine the clock becomes slower, and timers stay exact. After `stop`, no timer fires and no sleep ends.
 * @param errorMs milliseconds by which the wall clock is wrong
 */
export function createClock(speed: number, errorMs = (): number => 0): Clock {
  if (!(speed > 0)) throw new RangeError(`the speed of a clock must be above 0, not ${speed}`);
  const pending = new Set<Pending>();
  const bootedAt = Date.now();
  let fast = false;
  let stopped = false;
  let holds = 0;
  let baseUptime = 0;
  let baseReal = performance.now();
  /** Handset and real milliseconds at full speed, since the clock last began to run fast. */
  let fastTotals = { handsetMs: 0, realMs: 0 };

  const isFast = () => fast && holds === 0;
  const rate = () => (isFast() ? speed : 1);

  function uptime(): number {
    const unlimited = baseUptime + (performance.now() - baseReal) * rate();
    if (!fast) return unlimited;
    let limit = unlimited;
    for (const { due } of pending) limit = Math.min(limit, due);

    return Math.max(baseUptime, limit);
  }

  /** Moves the base of `uptime` to now; called before its inputs change. */
  function rebase(): void {
    const [handset, real] = [uptime(), performance.now()];
    if (isFast()) {
      fastTotals.handsetMs += handset - baseUptime;
      fastTotals.realMs += real - baseReal;
    }
    baseUptime = handset;
    baseReal = real;
  }

  function changeRate(change: () => void): void {
    rebase();
    change();
    for (const timer of pending) {
      clearTimeout(timer.handle);
      startTimer(timer);
    }
  }

  function startTimer(timer: Pending): void {
    const realMs = Math.max(0, (timer.due - uptime()) / rate());
    timer.handle = setTimeout(() => fire(timer), Math.min(realMs, LONGEST_TIMER_MS));
  }

  function fire(timer: Pending): void {
    // Node fires up to a millisecond early, long timers are split, and another timer may have stopped the clock.
    if (timer.due - uptime() > 0.001) {
      startTimer(timer);
      return;
    }
    remove(timer);
    timer.action();
  }

  function remove(timer: Pending): void {
    rebase();
    pending.delete(timer);
  }

  function after(ms: number, action: () => void): Timer {
    const timer: Pending = { due: uptime() + Math.max(0, ms), action, handle: undefined };
    if (!stopped) {
      pending.add(timer);
      startTimer(timer);
    }

    return {
      cancel() {
        clearTimeout(timer.handle);
        if (pending.has(timer)) remove(timer);
      },
    };
  }

  return {
    now: () => Math.floor(bootedAt + uptime() + errorMs()),
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
      changeRate(() => {
        fast = next;
      });
      if (next) fastTotals = { handsetMs: 0, realMs: 0 };
    },
    hold() {
      let isHeld = true;
      const release = () => {
        clearTimeout(limit);
        if (!isHeld) return;
        isHeld = false;
        changeRate(() => (holds -= 1));
      };
      const limit = setTimeout(release, LONGEST_HOLD_MS);
      changeRate(() => (holds += 1));

      return release;
    },
    measuredSpeed: () => (fastTotals.realMs > 0 ? fastTotals.handsetMs / fastTotals.realMs : undefined),
    overdue: () => [...pending].filter(({ due }) => due <= uptime()).length,
    stop() {
      stopped = true;
      for (const timer of pending) clearTimeout(timer.handle);
      pending.clear();
    },
  };
}
