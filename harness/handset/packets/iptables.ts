import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import type { Around, PacketAccount } from './account.ts';
import { chainOf, parseCounts, RULES, TABLES } from './rules.ts';

interface Count {
  packets: number;
  bytes: number;
}

interface Watched {
  uid: number;
  family: 'ipv4' | 'ipv6';
  command: readonly string[];
  /** Counts at the moment the watch began or was last read, rule by rule. */
  from: Count[];
}

/** Chains of our own in the mangle tables, by UID, protocol and port; a rooted phone's alone. */
export function iptablesAccount(phone: Phone, journal: Journal): PacketAccount {
  let watched: Watched[] = [];
  let change: Parameters<Journal['undo']>[0] | undefined;

  const stop = async (): Promise<void> => {
    watched = [];
    if (change) await journal.undo(change);
    change = undefined;
  };

  return {
    by: 'iptables',
    stop,
    async begin(uids) {
      await stop();
      if (phone.root === null)
        throw new Error('the phone is not rooted: packets cannot be counted by UID with iptables');
      change = await journal.make('packet-rules', { uids: [...uids] }, () => installRules(phone, uids));
      for (const uid of uids)
        for (const { family, command } of TABLES) {
          await phone.asRoot([...command, ...chainOf(uid).check]);
          watched.push({ uid, family, command, from: await countsOf(phone, command, uid) });
        }
    },
    async prove(senders) {
      for (const each of watched) {
        const before = sum(each.from);
        each.from = await countsOf(phone, each.command, each.uid);
        if (each.family === 'ipv4' && senders.includes(each.uid) && sum(each.from) <= before)
          throw new Error(`a datagram sent as UID ${each.uid} was not counted`);
      }

      return `a datagram sent as UID ${senders.join(', ')} was counted`;
    },
    async read() {
      const around: Around[] = [];
      for (const each of watched) {
        await phone.asRoot([...each.command, ...chainOf(each.uid).check]);
        const now = await countsOf(phone, each.command, each.uid);
        around.push(...leftSince(each, now));
        each.from = now;
      }

      return { around, detail: 'read at the end' };
    },
  };
}

/** One line for each chain: a phone answers a line in the time of a command. */
async function installRules(phone: Phone, uids: readonly number[]): Promise<void> {
  for (const { command } of TABLES)
    for (const uid of uids) {
      const chain = chainOf(uid);
      const steps = [
        ['-N', chain.name],
        ...RULES.map((rule) => ['-A', chain.name, ...rule.match, '-j', 'RETURN']),
        chain.hook,
      ];
      await phone.asRoot({ raw: steps.map((step) => quote([...command, ...step])).join(' && ') });
    }
}

async function countsOf(phone: Phone, command: readonly string[], uid: number): Promise<Count[]> {
  const chain = chainOf(uid).name;
  const counts = parseCounts(await phone.asRoot([...command, '-L', chain, '-n', '-v', '-x']));
  if (counts.length !== RULES.length)
    throw new Error(`chain ${chain} has ${counts.length} rules, not ${RULES.length}: somebody changed it`);

  return counts;
}

function leftSince(watched: Watched, now: readonly Count[]): Around[] {
  return RULES.flatMap((rule, index) => {
    const count = now[index] ?? { packets: 0, bytes: 0 };
    const start = watched.from[index] ?? { packets: 0, bytes: 0 };
    const packets = count.packets - start.packets;
    if (packets < 0)
      throw new Error(`the counters of UID ${watched.uid} went backwards: somebody reset them`);
    if (packets === 0) return [];

    return [
      {
        kind: 'around-recorder' as const,
        at: new Date().toISOString(),
        uid: watched.uid,
        family: watched.family,
        protocol: rule.protocol,
        port: rule.port,
        packets,
        bytes: count.bytes - start.bytes,
        by: 'iptables' as const,
      },
    ];
  });
}

function sum(counts: readonly Count[]): number {
  return counts.reduce((total, { packets }) => total + packets, 0);
}
