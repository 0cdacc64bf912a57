import type { Unmodelled } from './device.ts';

/** Collects requests that are not modelled; `log` is called once for each. */
export function createUnmodelled(log: (line: string) => void = () => undefined): Unmodelled {
  const seen = new Map<string, { kind: string; what: string; times: number }>();

  return {
    report(kind, what) {
      const key = `${kind} ${what}`;
      const entry = seen.get(key) ?? { kind, what, times: 0 };
      entry.times++;
      seen.set(key, entry);
      if (entry.times === 1) log(`not modelled: ${key}`);
    },
    list: () => [...seen.values()].map((entry) => ({ ...entry })),
  };
}
