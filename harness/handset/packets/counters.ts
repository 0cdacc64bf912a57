import { reasonOf } from '../../model/fault.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { sendAllowed } from './allowed-controls.ts';
import { type Control, SHELL_UID, UNKNOWN_SENDER } from './controls.ts';
import { namePorts } from './loopback.ts';
import {
  type PacketCounter,
  type UnrecordedPackets,
  WrongCounter,
  type WatchedUids,
} from './packet-counter.ts';
import { iptablesCounter } from './iptables.ts';
import { netstatsCounter } from './netstats.ts';
import { procNetCounter } from './proc-net.ts';

/**
 * Counts packets of UIDs that leave through any interface except `lo`, where the recorder is, with every counter of
 * the phone.
 */
export interface PacketCounters {
  /** Starts each counter. Resolves to an event for each that cannot start. Nothing is proven before `prove`. */
  watch(watched: WatchedUids): Promise<VisibilityEvent[]>;
  /**
   * Proves that each counter still counts, with control packets as each watched UID. Call it while the browser runs: from Android 15 on,
   * the phone drops packets of apps that have no process (AOSP netd.c, background chain).
   */
  prove(): Promise<CounterProofs>;
  /** Adds UIDs, each with its own count, and proves that they are counted. Resolves to the packets so far and to the proofs. */
  add(uids: readonly number[], packages?: ReadonlyMap<number, string>): Promise<VisibilityEvent[]>;
  /**
   * Packets that bypassed the recorder since `watch` or the last reading, by each counter, and whether each could
   * still be read.
   */
  read(): Promise<VisibilityEvent[]>;
  /** Packets that no port of the recorder received, besides those of `read`, since the last call; complete after `read`. */
  takeUnrecorded(): UnrecordedPackets[];
  /** A number that says which installation of the counting rules is on the phone; null if there is none, and without root. */
  installation(): Promise<number | null>;
  /** Stops the counters and removes their chains. */
  stop(): Promise<void>;
  /** Stops background readings; for when the journal removes the chains. */
  stopReading(): Promise<void>;
}

/** What `prove` found. */
export interface CounterProofs {
  /** One for each counter, with `ok: false` for one that failed. */
  events: VisibilityEvent[];
  /** The UIDs whose packets each counter is proven to count. */
  proofs: { by: PacketCounter['by']; uids: number[] }[];
}

type Counter = Extract<VisibilityEvent, { kind: 'packet-counter' }>;

/** @param isRedirected whether rules redirect or refuse what a UID sends without the proxy */
export function packetCounters(
  phone: Phone,
  journal: Journal,
  isRedirected: (uid: number) => boolean = () => false,
): PacketCounters {
  const sockets = procNetCounter(phone, undefined, isRedirected);
  const full = iptablesCounter(phone, journal);
  const counters = [full, netstatsCounter(phone), sockets];
  let watched: WatchedUids = { uids: [], known: [] };
  let started: PacketCounter[] = [];
  const proven = new Set<PacketCounter>();
  let unrecorded: UnrecordedPackets[] = [];
  /** Why each failed counter does not count. */
  const failed = new Map<PacketCounter, string>();
  const fail = (counter: PacketCounter, error: unknown): VisibilityEvent => {
    failed.set(counter, reasonOf(error));
    const event = counterEvent(counter, false, reasonOf(error));

    return error instanceof WrongCounter ? { ...event, untrue: true } : event;
  };
  const isCounting = (counter: PacketCounter): boolean => started.includes(counter) && !failed.has(counter);

  /** Each counter is judged alone. */
  const proveWith = async (controls: readonly Control[]): Promise<CounterProofs> => {
    const result: CounterProofs = { events: [], proofs: [] };
    for (const counter of counters.filter(isCounting))
      try {
        const { detail, uids } = await counter.prove(controls);
        proven.add(counter);
        result.events.push(counterEvent(counter, true, detail));
        result.proofs.push({ by: counter.by, uids });
      } catch (error) {
        result.events.push(fail(counter, error));
      }

    return result;
  };
  const read = async (): Promise<VisibilityEvent[]> => {
    const events: VisibilityEvent[] = [];
    for (const counter of counters)
      try {
        if (!isCounting(counter)) throw new Error(failed.get(counter) ?? 'this counter was not started');
        const { around, detail, gap, unrecorded: found = [] } = await counter.read();
        events.push(...around);
        unrecorded.push(...found);
        if (!proven.has(counter)) throw new Error('this counter was read before it was proven to count');
        events.push(counterEvent(counter, gap === undefined, gap ?? detail));
      } catch (error) {
        events.push(fail(counter, error));
      }

    return events;
  };
  const add: PacketCounters['add'] = async (uids, packages) => {
    const events: VisibilityEvent[] = [];
    for (const counter of counters.filter(isCounting))
      try {
        await counter.add(uids);
      } catch (error) {
        events.push(fail(counter, error));
      }
    watched = {
      ...watched,
      uids: [...watched.uids, ...uids],
      packages: new Map([...(watched.packages ?? []), ...(packages ?? [])]),
    };
    // Without root, no command can send as these UIDs. The counters are proven with a datagram of the shell.
    if (phone.root === null) return events;

    return [
      ...events,
      ...(await proveWith(await sendAllowed(phone, journal, uids, watched.packages))).events,
    ];
  };

  return {
    async watch(each) {
      watched = { ...each, uids: [...new Set(each.uids)].sort((a, b) => a - b) };
      started = [];
      proven.clear();
      failed.clear();
      const events: VisibilityEvent[] = [];
      for (const counter of counters)
        await counter.begin(watched).then(
          () => started.push(counter),
          (error: unknown) => events.push(fail(counter, error)),
        );

      return events;
    },
    async prove() {
      const senders = phone.root === null ? [SHELL_UID] : [...watched.uids, UNKNOWN_SENDER];

      return await proveWith(await sendAllowed(phone, journal, senders, watched.packages));
    },
    add: async (uids, packages) => [...(await read()), ...(await add(uids, packages))],
    read,
    takeUnrecorded() {
      const taken = namePorts(unrecorded);
      unrecorded = [];

      return taken;
    },
    installation: () => full.installation(),
    async stop() {
      started = [];
      for (const counter of counters) await counter.stop();
    },
    async stopReading() {
      started = [];
      await sockets.stop();
    },
  };
}

function counterEvent(counter: PacketCounter, ok: boolean, detail: string): Counter {
  return { kind: 'packet-counter', at: new Date().toISOString(), ok, detail, by: counter.by };
}
