import { reasonOf } from '../../model/fault.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { CONTROL, type PacketAccount, UntrueAccount, type WatchedUids } from './account.ts';
import { iptablesAccount } from './iptables.ts';
import { netstatsAccount } from './netstats.ts';
import { procNetAccount } from './proc-net.ts';

/** Counts packets of UIDs that leave by any interface but `lo`, where the recorder is, by every account that the phone has. */
export interface PacketCounters {
  /** Begins each account and proves that it counts. Resolves to the proofs, `ok: false` where one cannot. */
  watch(watched: WatchedUids): Promise<VisibilityEvent[]>;
  /**
   * Watches further UIDs from now on, each by its own count, and proves that it counts. Resolves to what left so far, and to the
   * proofs.
   */
  add(uids: readonly number[]): Promise<VisibilityEvent[]>;
  /** What left around the recorder since `watch` or the last time it was read, by any account alone, and whether each could still be read. */
  read(): Promise<VisibilityEvent[]>;
  /** Ends the accounts and takes their chains away. */
  stop(): Promise<void>;
  /** Ends what looks at the phone by itself; for when the journal takes the chains away. */
  halt(): Promise<void>;
}

type Counter = Extract<VisibilityEvent, { kind: 'packet-counter' }>;

/** The shell's own UID: on a phone that is not rooted, nobody else can send the control (AOSP android_filesystem_config.h). */
const SHELL_UID = 2000;

export function packetCounters(phone: Phone, journal: Journal): PacketCounters {
  const sockets = procNetAccount(phone);
  const accounts = [iptablesAccount(phone, journal), netstatsAccount(phone), sockets];
  let proven: PacketAccount[] = [];
  /** Why the others count nothing. */
  const failed = new Map<PacketAccount, string>();
  const fail = (account: PacketAccount, error: unknown): VisibilityEvent => {
    failed.set(account, reasonOf(error));
    const event = counter(account, false, reasonOf(error));

    return error instanceof UntrueAccount ? { ...event, untrue: true } : event;
  };

  const read = async (): Promise<VisibilityEvent[]> => {
    const events: VisibilityEvent[] = [];
    for (const account of accounts)
      try {
        if (!proven.includes(account)) throw new Error(failed.get(account) ?? 'no packets are being counted');
        const { around, detail } = await account.read();
        events.push(...around, counter(account, true, detail));
      } catch (error) {
        events.push(fail(account, error));
      }

    return events;
  };
  const add = async (uids: readonly number[]): Promise<VisibilityEvent[]> => {
    const events: VisibilityEvent[] = [];
    const adding = proven;
    proven = [];
    for (const account of adding)
      try {
        await account.add(uids);
        proven.push(account);
      } catch (error) {
        events.push(fail(account, error));
      }
    // Without root nobody can send as them; the shell's own datagram has proven what it can.
    if (phone.root === null) return events;
    const unsent = await sendControls(phone, uids);
    for (const account of proven)
      try {
        if (unsent !== undefined) throw new Error(unsent);
        events.push(counter(account, true, await account.prove(uids)));
      } catch (error) {
        events.push(fail(account, error));
      }
    proven = proven.filter((account) => !failed.has(account));

    return events;
  };

  return {
    async watch({ uids, known }) {
      const unique = [...new Set(uids)].sort((a, b) => a - b);
      const senders = phone.root === null ? [SHELL_UID] : unique;
      const events: VisibilityEvent[] = [];
      proven = [];
      failed.clear();
      const begun: PacketAccount[] = [];
      for (const account of accounts)
        await account.begin({ uids: unique, known }).then(
          () => begun.push(account),
          (error: unknown) => events.push(fail(account, error)),
        );
      const unsent = await sendControls(phone, senders);
      for (const account of begun)
        try {
          if (unsent !== undefined) throw new Error(unsent);
          events.push(counter(account, true, await account.prove(senders)));
          proven.push(account);
        } catch (error) {
          events.push(fail(account, error));
        }

      return events;
    },
    add: async (uids) => [...(await read()), ...(await add(uids))],
    read,
    async stop() {
      proven = [];
      for (const account of accounts) await account.stop();
    },
    async halt() {
      proven = [];
      await sockets.stop();
    },
  };
}

/** Sends one datagram as each UID to an address nobody has. Resolves to why it could not be sent. */
async function sendControls(phone: Phone, senders: readonly number[]): Promise<string | undefined> {
  const raw = `echo leakgate | nc -u -q 1 -w 1 ${CONTROL.host} ${CONTROL.port}`;
  try {
    for (const uid of senders) await (uid === SHELL_UID ? phone.shell({ raw }) : phone.asUser(uid, { raw }));

    return undefined;
  } catch (error) {
    return `the control could not be sent: ${reasonOf(error)}`;
  }
}

function counter(account: PacketAccount, ok: boolean, detail: string): Counter {
  return { kind: 'packet-counter', at: new Date().toISOString(), ok, detail, by: account.by };
}
