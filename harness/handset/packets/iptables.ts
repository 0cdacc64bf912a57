import { UNKNOWN_UID } from '../../model/uid.ts';
import type { Journal } from '../journal/journal.ts';
import type { UidRange } from '../known-uids.ts';
import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import { type Around, CONTROL, type PacketAccount, type WatchedUids } from './account.ts';
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

  /** Lets packets go that are known to be others', or counted elsewhere; what was counted of them stays counted. */
  const letGoAlso = async (matches: readonly string[][]): Promise<void> => {
    const { name } = chainOf(UNKNOWN_UID);
    for (const each of watched.filter(({ uid }) => uid === UNKNOWN_UID))
      for (const match of matches) {
        if (each.skips.some((skip) => skip.join() === match.join())) continue;
        await phone.asRoot([...each.command, '-I', name, ...match, '-j', 'RETURN']);
        each.skips = [match, ...each.skips];
      }
  };
  const add = async (uids: readonly number[]): Promise<void> => {
    if (uids.length === 0) return;
    await letGoAlso(letGo(uids.map(alone)));
    await install(uids.map((uid) => ({ uid, skips: [] })));
  };
  /** The chains stay as they are and go on counting: what is sent while they are made anew would be counted by none. */
  const goOn = async ({ uids, known }: WatchedUids): Promise<void> => {
    for (const each of watched) {
      await phone.asRoot([...each.command, ...chainOf(each.uid).check]);
      await countsOf(phone, each);
    }
    await letGoAlso(letGo(known));
    await add(uids.filter((uid) => !watched.some((each) => each.uid === uid)));
  };

  return {
    by: 'iptables',
    stop,
    add,
    async begin({ uids, known }: WatchedUids) {
      if (phone.root === null)
        throw new Error('the phone is not rooted: packets cannot be counted by UID with iptables');
      if (watched.length > 0 && watched.every(({ uid }) => uid === UNKNOWN_UID || uids.includes(uid)))
        try {
          return await goOn({ uids, known });
        } catch (error) {
          await stop();
          throw error;
        }
      await stop();
      const skips = letGo([...known, ...uids.map(alone)]);
      await install([...uids.map((uid) => ({ uid, skips: [] })), { uid: UNKNOWN_UID, skips }]);
    },
    async prove(senders) {
      for (const each of watched.filter(({ uid }) => senders.includes(uid))) {
        const now = await countsOf(phone, each);
        if (each.family === 'ipv4' && packetsAt(now, AT_CONTROL) <= packetsAt(each.from, AT_CONTROL))
          throw new Error(`a datagram sent as UID ${each.uid} was not counted`);
        each.from = each.from.map((count, at) => (at === AT_CONTROL ? (now[at] ?? count) : count));
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

/** Where the control is counted. */
const AT_CONTROL = RULES.findIndex(({ protocol, port }) => protocol === 'udp' && port === CONTROL.port);

function packetsAt(counts: readonly Count[], index: number): number {
  return counts[index]?.packets ?? 0;
}

function alone(uid: number): UidRange {
  return { first: uid, last: uid };
}
