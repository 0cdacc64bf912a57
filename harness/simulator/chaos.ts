/** What can be wrong with a handset for a while; tests of the harness start and end each. */
export const chaosFaults = [
  /** A dialog of the system covers the app, such as "low battery". */
  'dialog',
  /** The system's dialog about an app that does not respond. Its buttons end it. */
  'anr',
  /** The system's dialog about an app that crashed. Its buttons end it. */
  'crashed',
  /** The keyguard. */
  'lock',
  /** Nothing can be written to the handset's files. */
  'storage-full',
  /** The package installer refuses every APK, as after a user's refusal. */
  'install-refused',
  /** Play Protect rejects every APK. */
  'install-blocked',
  /** Each connection takes seconds to open. */
  'slow-network',
  /** Every second connection is reset as soon as it is open. */
  'resets',
  /** The wall clock is a day ahead. */
  'clock-off',
  /** Doze: apps in the background have no network. */
  'doze',
  /** Apps in the background have no metered network. */
  'data-saver',
] as const;
export type ChaosFault = (typeof chaosFaults)[number];

/** The faults of a handset at this moment. */
export interface Chaos {
  has(fault: ChaosFault): boolean;
  /** Whether a fault holds where it changes what the handset does; counted in {@link effects}. */
  strikes(fault: ChaosFault): boolean;
  set(fault: ChaosFault, holds: boolean): void;
  list(): ChaosFault[];
  /** How often each fault changed what the handset did; faults without an effect are left out. */
  effects(): Partial<Record<ChaosFault, number>>;
  /** Holds up or resets a connection that an app opens. @returns the error's text where it is reset */
  beforeConnection(): Promise<string | undefined>;
  /** Restarts the handset. @throws where it cannot be restarted */
  restart(): void;
  onRestart(restart: () => void): void;
}

const DAY_MS = 86_400_000;
/** Real milliseconds: more than the harness's heartbeat allows, less than a page's limit. */
const SLOW_CONNECTION_MS = 3_000;

export function createChaos(): Chaos {
  const faults = new Set<ChaosFault>();
  const effects = new Map<ChaosFault, number>();
  let connections = 0;
  let restart: (() => void) | undefined;

  const strikes = (fault: ChaosFault): boolean => {
    if (!faults.has(fault)) return false;
    effects.set(fault, (effects.get(fault) ?? 0) + 1);

    return true;
  };

  return {
    has: (fault) => faults.has(fault),
    strikes,
    set(fault, holds) {
      if (holds) faults.add(fault);
      else faults.delete(fault);
    },
    list: () => [...faults],
    effects: () => Object.fromEntries(effects),
    async beforeConnection() {
      if (strikes('slow-network'))
        await new Promise((resolve) => {
          setTimeout(resolve, SLOW_CONNECTION_MS);
        });
      connections += 1;

      return connections % 2 === 0 && strikes('resets') ? 'Connection reset' : undefined;
    },
    restart() {
      if (!restart) throw new Error('this handset cannot be restarted');
      restart();
    },
    onRestart: (handler) => {
      restart = handler;
    },
  };
}

/** Milliseconds by which the wall clock is wrong. */
export function clockErrorMs(chaos: Chaos): number {
  return chaos.strikes('clock-off') ? DAY_MS : 0;
}
