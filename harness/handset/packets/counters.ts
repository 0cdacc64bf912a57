import type { VisibilityEvent } from '../../model/visibility.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { chainOf, parseCounts, RULES, TABLES } from './rules.ts';

/** Counts packets of UIDs that leave by any interface but `lo`, where the recorder is. */
export interface PacketCounters {
  /** Installs a chain for each UID and proves that it counts. Resolves to the proof, `ok: false` where it cannot. */
  watch(uids: readonly number[]): Promise<VisibilityEvent[]>;
  /** What left around the recorder since `watch` or the last time it was read, and whether the counters could still be read. */
  read(): Promise<VisibilityEvent[]>;
  /** Takes the chains away. */
  stop(): Promise<void>;
}

interface Watched {
  uid: number;
  family: 'ipv4' | 'ipv6';
  command: readonly string[];
  /** Counts at the moment the watch began or was last read, rule by rule. */
  from: { packets: number; bytes: number }[];
}

/** Where the control datagram goes: TEST-NET-1, which nobody has (RFC 5737), to the discard port. */
const CONTROL = { host: '192.0.2.1', port: 9 };

export function packetCounters(phone: Phone, journal: Journal): PacketCounters {
  let watched: Watched[] = [];
  let change: Parameters<Journal['undo']>[0] | undefined;

  const stop = async (): Promise<void> => {
    watched = [];
    if (change) await journal.undo(change);
    change = undefined;
  };

  return {
    async watch(uids) {
      if (phone.root === null)
        return [counter(false, 'the phone is not rooted: packets cannot be counted by UID')];
      await stop();
      const unique = [...new Set(uids)].sort((a, b) => a - b);
      try {
        change = await journal.make('packet-rules', { uids: unique }, () => installRules(phone, unique));
        const details: string[] = [];
        for (const uid of unique) details.push(await proveCounting(phone, uid));
        for (const uid of unique)
          for (const { family, command } of TABLES)
            watched.push({ uid, family, command, from: await countsOf(phone, command, uid) });

        return [counter(true, details.join('; '))];
      } catch (error) {
        return [counter(false, reasonOf(error))];
      }
    },
    async read() {
      if (watched.length === 0) return [counter(false, 'no packets are being counted')];
      const events: VisibilityEvent[] = [];
      try {
        for (const each of watched) {
          await phone.asRoot([...each.command, ...chainOf(each.uid).check]);
          const now = await countsOf(phone, each.command, each.uid);
          events.push(...around(each, now));
          each.from = now;
        }
        events.push(counter(true, 'read at the end'));
      } catch (error) {
        events.push(counter(false, reasonOf(error)));
      }

      return events;
    },
    stop,
  };
}

async function installRules(phone: Phone, uids: readonly number[]): Promise<void> {
  for (const { command } of TABLES)
    for (const uid of uids) {
      const chain = chainOf(uid);
      await phone.asRoot([...command, '-N', chain.name]);
      for (const rule of RULES)
        await phone.asRoot([...command, '-A', chain.name, ...rule.match, '-j', 'RETURN']);
      await phone.asRoot([...command, ...chain.hook]);
    }
}

/** Sends one datagram as the UID to an address nobody has, and sees it counted. */
async function proveCounting(phone: Phone, uid: number): Promise<string> {
  for (const { command } of TABLES) await phone.asRoot([...command, ...chainOf(uid).check]);
  const [ipv4] = TABLES;
  const before = sum(await countsOf(phone, ipv4.command, uid));
  const line = `echo leakgate | nc -u -q 1 -w 1 ${CONTROL.host} ${CONTROL.port}`;
  await phone.asUser(uid, { raw: line });
  const after = sum(await countsOf(phone, ipv4.command, uid));
  if (after <= before) throw new Error(`a datagram sent as UID ${uid} was not counted`);

  return `a datagram sent as UID ${uid} was counted`;
}

async function countsOf(
  phone: Phone,
  command: readonly string[],
  uid: number,
): Promise<{ packets: number; bytes: number }[]> {
  const chain = chainOf(uid).name;
  const counts = parseCounts(await phone.asRoot([...command, '-L', chain, '-n', '-v', '-x']));
  if (counts.length !== RULES.length)
    throw new Error(`chain ${chain} has ${counts.length} rules, not ${RULES.length}: somebody changed it`);

  return counts;
}

function around(from: Watched, now: readonly { packets: number; bytes: number }[]): VisibilityEvent[] {
  return RULES.flatMap((rule, index) => {
    const count = now[index] ?? { packets: 0, bytes: 0 };
    const start = from.from[index] ?? { packets: 0, bytes: 0 };
    const packets = count.packets - start.packets;
    if (packets < 0) throw new Error(`the counters of UID ${from.uid} went backwards: somebody reset them`);
    if (packets === 0) return [];

    return [
      {
        kind: 'around-recorder' as const,
        at: new Date().toISOString(),
        uid: from.uid,
        family: from.family,
        protocol: rule.protocol,
        port: rule.port,
        packets,
        bytes: count.bytes - start.bytes,
      },
    ];
  });
}

function counter(ok: boolean, detail: string): VisibilityEvent {
  return { kind: 'packet-counter', at: new Date().toISOString(), ok, detail };
}

function sum(counts: readonly { packets: number }[]): number {
  return counts.reduce((total, { packets }) => total + packets, 0);
}
