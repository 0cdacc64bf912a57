import { reasonOf } from '../../model/fault.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { CONTROL, type PacketCounter, WrongCounter, type WatchedUids } from './packet-counter.ts';
import { iptablesCounter } from './iptables.ts';
import { netstatsCounter } from './netstats.ts';
import { procNetCounter } from './proc-net.ts';

/**
 * Counts packets of UIDs that leave through any interface except `lo`, where the recorder is, with every counter of
 * the phone.
 */
export interface PacketCounters {
  /** Starts each counter and proves that it counts. Resolves to the proofs, with `ok: false` for a failed one. */
  watch(watched: WatchedUids): Promise<VisibilityEvent[]>;
  /**
   * Adds UIDs, each with its own count, and proves that they are counted. Resolves to the packets so far and to the proofs.
   */
  add(uids: readonly number[]): Promise<VisibilityEvent[]>;
  /**
   * Packets that bypassed the recorder since `watch` or the last reading, by each counter, and whether each could
   * still be read.
   */
  read(): Promise<VisibilityEvent[]>;
  /** Stops the counters and removes their chains. */
  stop(): Promise<void>;
  /** Stops background readings; for when the journal removes the chains. */
  stopReading(): Promise<void>;
}

type Counter = Extract<VisibilityEvent, { kind: 'packet-counter' }>;

/** The shell's UID: without root, only it can send the control datagram (AOSP android_filesystem_config.h). */
const SHELL_UID = 2000;

/** @param isRedirected whether rules redirect or refuse what a UID sends without the proxy */
export function packetCounters(
  phone: Phone,
  journal: Journal,
  isRedirected: (uid: number) => boolean = () => false,
): PacketCounters {
  const sockets = procNetCounter(phone, undefined, isRedirected);
  const counters = [iptablesCounter(phone, journal), netstatsCounter(phone), sockets];
  let proven: PacketCounter[] = [];
  /** Why each failed counter does not count. */
  const failed = new Map<PacketCounter, string>();
  const fail = (counter: PacketCounter, error: unknown): VisibilityEvent => {
    failed.set(counter, reasonOf(error));
    const event = counterEvent(counter, false, reasonOf(error));

    return error instanceof WrongCounter ? { ...event, untrue: true } : event;
  };

  /** Each counter is judged alone. @param refusal what the phone printed where the control datagram was not sent */
  const proofOf = async (
    counter: PacketCounter,
    senders: readonly number[],
    refusal: string | undefined,
  ): Promise<VisibilityEvent> => {
    try {
      return counterEvent(counter, true, await counter.prove(senders));
    } catch (error) {
      // A counter that lacks a datagram which was not sent is not wrong.
      return fail(counter, refusal === undefined ? error : new Error(`${reasonOf(error)}; ${refusal}`));
    }
  };

  const read = async (): Promise<VisibilityEvent[]> => {
    const events: VisibilityEvent[] = [];
    for (const counter of counters)
      try {
        if (!proven.includes(counter)) throw new Error(failed.get(counter) ?? 'this counter was not started');
        const { around, detail, gap } = await counter.read();
        events.push(...around, counterEvent(counter, gap === undefined, gap ?? detail));
      } catch (error) {
        events.push(fail(counter, error));
      }

    return events;
  };
  const add = async (uids: readonly number[]): Promise<VisibilityEvent[]> => {
    const events: VisibilityEvent[] = [];
    const before = proven;
    proven = [];
    for (const counter of before)
      try {
        await counter.add(uids);
        proven.push(counter);
      } catch (error) {
        events.push(fail(counter, error));
      }
    // Without root, no command can send as these UIDs. The counters were proven with a datagram of the shell in `watch`.
    if (phone.root === null) return events;
    const refusal = await sendControls(phone, uids);
    for (const counter of proven) events.push(await proofOf(counter, uids, refusal));
    proven = proven.filter((counter) => !failed.has(counter));

    return events;
  };

  return {
    async watch({ uids, known }) {
      const unique = [...new Set(uids)].sort((a, b) => a - b);
      const senders = phone.root === null ? [SHELL_UID] : unique;
      const events: VisibilityEvent[] = [];
      proven = [];
      failed.clear();
      const started: PacketCounter[] = [];
      for (const counter of counters)
        await counter.begin({ uids: unique, known }).then(
          () => started.push(counter),
          (error: unknown) => events.push(fail(counter, error)),
        );
      const refusal = await sendControls(phone, senders);
      for (const counter of started) {
        events.push(await proofOf(counter, senders, refusal));
        if (!failed.has(counter)) proven.push(counter);
      }

      return events;
    },
    add: async (uids) => [...(await read()), ...(await add(uids))],
    read,
    async stop() {
      proven = [];
      for (const counter of counters) await counter.stop();
    },
    async stopReading() {
      proven = [];
      await sockets.stop();
    },
  };
}

/**
 * Sends one datagram as each UID to an address that no host has. Only the counts show whether it left: `nc` also fails if the phone's
 * firewall drops a datagram that iptables has counted. It never ends after some ICMP errors, so its time is limited.
 * @returns what the phone printed where `nc` failed
 */
async function sendControls(phone: Phone, senders: readonly number[]): Promise<string | undefined> {
  const raw = `echo leakgate | timeout 3 nc -u -q 1 -w 1 ${CONTROL.host} ${CONTROL.port}`;
  const refusals: string[] = [];
  for (const uid of senders)
    try {
      await (uid === SHELL_UID ? phone.shell({ raw }) : phone.asUser(uid, { raw }));
    } catch (error) {
      refusals.push(reasonOf(error));
    }

  return refusals.length === 0 ? undefined : refusals.join('; ');
}

function counterEvent(counter: PacketCounter, ok: boolean, detail: string): Counter {
  return { kind: 'packet-counter', at: new Date().toISOString(), ok, detail, by: counter.by };
}
