/** What can be wrong with a handset for a while; tests of the harness start and end each. */
export const chaosFaults = [
  /** A dialog of the system covers the app, such as "low battery". */
  'dialog',
  /** The system's dialog about an app that does not answer. */
  'anr',
  /** The keyguard. */
  'lock',
  /** Nothing can be written to the handset's files. */
  'storage-full',
  /** The package installer refuses every APK, as after a user's refusal. */
  'install-refused',
  /** Each connection takes seconds to open. */
  'slow-network',
  /** Every second connection is reset as soon as it is open. */
  'resets',
  /** The wall clock is a day ahead. */
  'clock-off',
] as const;
export type ChaosFault = (typeof chaosFaults)[number];

/** The faults of a handset at this moment. */
export interface Chaos {
  has(fault: ChaosFault): boolean;
  set(fault: ChaosFault, holds: boolean): void;
  list(): ChaosFault[];
  /** Holds up or resets a connection that an app opens. @returns the error's text where it is reset */
  beforeConnection(): Promise<string | undefined>;
}

const DAY_MS = 86_400_000;
/** Real milliseconds: more than the harness's heartbeat allows, less than a page's limit. */
const SLOW_CONNECTION_MS = 3_000;

export function createChaos(): Chaos {
  const faults = new Set<ChaosFault>();
  let connections = 0;

  return {
    has: (fault) => faults.has(fault),
    set(fault, holds) {
      if (holds) faults.add(fault);
      else faults.delete(fault);
    },
    list: () => [...faults],
    async beforeConnection() {
      if (faults.has('slow-network'))
        await new Promise((resolve) => {
          setTimeout(resolve, SLOW_CONNECTION_MS);
        });
      connections += 1;

      return faults.has('resets') && connections % 2 === 0 ? 'Connection reset' : undefined;
    },
  };
}

/** Milliseconds by which the wall clock is wrong. */
export function clockErrorMs(chaos: Chaos): number {
  return chaos.has('clock-off') ? DAY_MS : 0;
}
