import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import { quote } from '../shell/quote.ts';
import type { Around, PacketAccount, WatchedUids } from './account.ts';
import { chainOf, letGo, parseCounts, RULES, TABLES } from './rules.ts';

interface Count {
  packets: number;
  bytes: number;
}

interface Watched {
  /** Or `UNKNOWN_UID`. */
  uid: number;
  family: 'ipv4' | 'ipv6';
  command: readonly string[];
  /** The matches of rules of its chain, before those that count, which let packets go. */
  skips: string[][];
  /** Counts at the moment the watch began or was last read, rule by rule. */
  from: Count[];
}

/** Chains of our own in the mangle tables, by UID, protocol and port; a rooted phone's alone. */
export function iptablesAccount(phone: Phone, journal: Journal): PacketAccount {
  let watched: Watched[] = [];
  let changes: Parameters<Journal['undo']>[0][] = [];

  const stop = async (): Promise<void> => {
    watched = [];
    for (const change of changes.toReversed()) await journal.undo(change);
    changes = [];
  };
  const install = async (chains: readonly Pick<Watched, 'uid' | 'skips'>[]): Promise<void> => {
    const uids = chains.map(({ uid }) => uid);
    changes.push(await journal.make('packet-rules', { uids }, () => installRules(phone, chains)));
    for (const { uid, skips } of chains)
      for (const { family, command } of TABLES) {
        await phone.asRoot([...command, ...chainOf(uid).check]);
        const each = { uid, family, command, skips };
        watched.push({ ...each, from: await countsOf(phone, each) });
      }
  };

  return {
    by: 'iptables',
    stop,
    async begin({ uids, known }: WatchedUids) {
      await stop();
      if (phone.root === null)
        throw new Error('the phone is not rooted: packets cannot be counted by UID with iptables');
      const skips = letGo([...known, ...uids.map((uid) => ({ first: uid, last: uid }))]);
      await install([...uids.map((uid) => ({ uid, skips: [] })), { uid: UNKNOWN_UID, skips }]);
    },
    async add(uids) {
      const own = letGo(uids.map((uid) => ({ first: uid, last: uid })));
      // From here on they are counted by themselves, and no more with those that nobody has.
      for (const each of watched.filter(({ uid }) => uid === UNKNOWN_UID)) {
        const { name } = chainOf(UNKNOWN_UID);
        for (const match of own) {
          await phone.asRoot([...each.command, '-I', name, ...match, '-j', 'RETURN']);
          each.skips = [match, ...each.skips];
        }
      }
      await install(uids.map((uid) => ({ uid, skips: [] })));
    },
    async prove(senders) {
      for (const each of watched.filter(({ uid }) => senders.includes(uid))) {
        const before = sum(each.from);
        each.from = await countsOf(phone, each);
        if (each.family === 'ipv4' && sum(each.from) <= before)
          throw new Error(`a datagram sent as UID ${each.uid} was not counted`);
      }

      return `a datagram sent as UID ${senders.join(', ')} was counted`;
    },
    async read() {
      const around: Around[] = [];
      for (const each of watched) {
        await phone.asRoot([...each.command, ...chainOf(each.uid).check]);
        const now = await countsOf(phone, each);
        around.push(...leftSince(each, now));
        each.from = now;
      }

      return { around, detail: 'read at the end' };
    },
  };
}

/** A line holds so many rules: a phone answers a line in the time of a command, and older versions of adbd take 4 KB. */
const RULES_IN_LINE = 20;

async function installRules(phone: Phone, chains: readonly Pick<Watched, 'uid' | 'skips'>[]): Promise<void> {
  for (const { command } of TABLES)
    for (const { uid, skips } of chains) {
      const chain = chainOf(uid);
      const matches = [...skips, ...RULES.map(({ match }) => [...match])];
      const steps = [
        ['-N', chain.name],
        ...matches.map((match) => ['-A', chain.name, ...match, '-j', 'RETURN']),
        chain.hook,
      ].map((step) => quote([...command, ...step]));
      for (let at = 0; at < steps.length; at += RULES_IN_LINE)
        await phone.asRoot({ raw: steps.slice(at, at + RULES_IN_LINE).join(' && ') });
    }
}

async function countsOf(
  phone: Phone,
  { command, uid, skips }: Pick<Watched, 'command' | 'uid' | 'skips'>,
): Promise<Count[]> {
  const chain = chainOf(uid).name;
  const counts = parseCounts(await phone.asRoot([...command, '-L', chain, '-n', '-v', '-x']));
  const expected = skips.length + RULES.length;
  if (counts.length !== expected)
    throw new Error(`chain ${chain} has ${counts.length} rules, not ${expected}: somebody changed it`);

  return counts.slice(skips.length);
}

function leftSince(watched: Watched, now: readonly Count[]): Around[] {
  return RULES.flatMap((rule, index) => {
    const count = now[index] ?? { packets: 0, bytes: 0 };
    const start = watched.from[index] ?? { packets: 0, bytes: 0 };
    const packets = count.packets - start.packets;
    if (packets < 0)
      throw new Error(`the counters of ${chainOf(watched.uid).name} went backwards: somebody reset them`);
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
