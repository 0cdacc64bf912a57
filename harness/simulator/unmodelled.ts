import type { Unmodelled } from './device.ts';

/** Collects what was asked for and is not modelled, and tells each kind of it once. */
export function createUnmodelled(tell: (line: string) => void = () => undefined): Unmodelled {
  const seen = new Map<string, { kind: string; what: string; times: number }>();

  return {
    report(kind, what) {
      const key = `${kind} ${what}`;
      const entry = seen.get(key) ?? { kind, what, times: 0 };
      entry.times++;
      seen.set(key, entry);
      if (entry.times === 1) tell(`not modelled: ${key}`);
    },
    list: () => [...seen.values()].map((entry) => ({ ...entry })),
  };
}
