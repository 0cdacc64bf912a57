import type { Clock, Timer } from '../device.ts';

/** A script's timers on the handset's clock. They pause while its process is frozen, and end with it. */
export interface ScriptTimers {
  after(id: number, ms: number): void;
  cancel(id: number): void;
  freeze(): void;
  thaw(): void;
  stop(): void;
}

export function createScriptTimers(
  clock: Pick<Clock, 'after' | 'uptime'>,
  fire: (id: number) => void,
): ScriptTimers {
  const running = new Map<number, { due: number; timer: Timer }>();
  /** Remaining milliseconds of paused timers, by id. */
  const still = new Map<number, number>();
  let frozen = false;

  function start(id: number, ms: number): void {
    const timer = clock.after(ms, () => {
      running.delete(id);
      fire(id);
    });
    running.set(id, { due: clock.uptime() + ms, timer });
  }
  function halt(): void {
    for (const { timer } of running.values()) timer.cancel();
    running.clear();
  }

  return {
    after(id, ms) {
      if (frozen) still.set(id, ms);
      else start(id, ms);
    },
    cancel(id) {
      running.get(id)?.timer.cancel();
      running.delete(id);
      still.delete(id);
    },
    freeze() {
      frozen = true;
      for (const [id, { due }] of running) still.set(id, Math.max(0, due - clock.uptime()));
      halt();
    },
    thaw() {
      frozen = false;
      for (const [id, ms] of still) start(id, ms);
      still.clear();
    },
    stop() {
      halt();
      still.clear();
    },
  };
}
