import { UNKNOWN_UID } from '../../model/uid.ts';
import type { Journal } from '../journal/journal.ts';
import type { UidRange } from '../known-uids.ts';
import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import { type BypassedPackets, CONTROL, type PacketCounter, type WatchedUids } from './packet-counter.ts';
import { chainOf, exemptRules, parseCounts, RULES, TABLES } from './rules.ts';
import { counted } from '../../model/counted.ts';

interface Count {
  packets: number;
  bytes: number;
}

interface WatchedChain {
  /** The UID of the chain, or `UNKNOWN_UID`. */
  uid: number;
  family: 'ipv4' | 'ipv6';
  command: readonly string[];
  /** Match rules at the start of the chain that exempt packets from counting. */
  exemptions: string[][];
  /** Counts at the start or at the last reading, for each rule. */
  from: Count[];
}

/** Counts packets by UID, protocol and port with its own chains in the mangle tables; only on a rooted phone. */
export function iptablesCounter(phone: Phone, journal: Journal): PacketCounter {
  let watched: WatchedChain[] = [];
  let changes: Parameters<Journal['undo']>[0][] = [];

  const stop = async (): Promise<void> => {
    watched = [];
    for (const change of changes.toReversed()) await journal.undo(change);
    changes = [];
  };
  const install = async (chains: readonly Pick<WatchedChain, 'uid' | 'exemptions'>[]): Promise<void> => {
    const uids = chains.map(({ uid }) => uid);
    changes.push(await journal.make('packet-rules', { uids }, () => installRules(phone, chains)));
    for (const { uid, exemptions } of chains)
      for (const { family, command } of TABLES) {
        await phone.asRoot([...command, ...chainOf(uid).check]);
        const each = { uid, family, command, exemptions };
        watched.push({ ...each, from: await countsOf(phone, each) });
      }
  };

  /** Exempts packets that belong to known apps or have their own chain from the chain for unknown UIDs; keeps its counts. */
  const exempt = async (matches: readonly string[][]): Promise<void> => {
    const { name } = chainOf(UNKNOWN_UID);
    for (const each of watched.filter(({ uid }) => uid === UNKNOWN_UID))
      for (const match of matches) {
        if (each.exemptions.some((skip) => skip.join() === match.join())) continue;
        await phone.asRoot([...each.command, '-I', name, ...match, '-j', 'RETURN']);
        each.exemptions = [match, ...each.exemptions];
      }
  };
  const add = async (uids: readonly number[]): Promise<void> => {
    if (uids.length === 0) return;
    await exempt(exemptRules(uids.map(singleUid)));
    await install(uids.map((uid) => ({ uid, exemptions: [] })));
  };
  /**
   * Keeps the existing chains and adds what is missing. If chains were rebuilt, packets that are sent meanwhile would not be
   * counted.
   */
  const continueCounting = async ({ uids, known }: WatchedUids): Promise<void> => {
    for (const each of watched) {
      await phone.asRoot([...each.command, ...chainOf(each.uid).check]);
      await countsOf(phone, each);
    }
    await exempt(exemptRules(known));
    await add(uids.filter((uid) => !watched.some((each) => each.uid === uid)));
  };

  return {
    by: 'iptables',
    stop,
    add,
    async begin({ uids, known }: WatchedUids) {
      if (phone.root === null)
        throw new Error('the phone is not rooted, so iptables cannot count packets by UID');
      if (watched.length > 0 && watched.every(({ uid }) => uid === UNKNOWN_UID || uids.includes(uid)))
        try {
          return await continueCounting({ uids, known });
        } catch (error) {
          await stop();
          throw error;
        }
      await stop();
      const exemptions = exemptRules([...known, ...uids.map(singleUid)]);
      await install([...uids.map((uid) => ({ uid, exemptions: [] })), { uid: UNKNOWN_UID, exemptions }]);
    },
    async prove(senders) {
      await requireFirst(phone, watched);
      for (const each of watched.filter(({ uid }) => senders.includes(uid))) {
        const now = await countsOf(phone, each);
        if (each.family === 'ipv4' && packetsAt(now, CONTROL_RULE) <= packetsAt(each.from, CONTROL_RULE))
          throw new Error(`a test datagram that was sent as UID ${each.uid} was not counted`);
        each.from = each.from.map((count, at) => (at === CONTROL_RULE ? (now[at] ?? count) : count));
      }

      return `a test datagram was sent as UID ${senders.join(', ')} and was counted`;
    },
    async read() {
      const around: BypassedPackets[] = [];
      await requireFirst(phone, watched);
      for (const each of watched) {
        await phone.asRoot([...each.command, ...chainOf(each.uid).check]);
        const now = await countsOf(phone, each);
        around.push(...bypassedSince(each, now));
        each.from = now;
      }

      return { around, detail: 'the counts of iptables were read at the end' };
    },
  };
}

/**
 * Number of rules in one command line. A line with many commands takes as long as a line with one, and older versions of
 * adbd limit a line to 4 KB.
 */
const RULES_PER_LINE = 20;

async function installRules(
  phone: Phone,
  chains: readonly Pick<WatchedChain, 'uid' | 'exemptions'>[],
): Promise<void> {
  for (const { command } of TABLES)
    for (const { uid, exemptions } of chains) {
      const chain = chainOf(uid);
      const matches = [...exemptions, ...RULES.map(({ match }) => [...match])];
      const steps = [
        ['-N', chain.name],
        ...matches.map((match) => ['-A', chain.name, ...match, '-j', 'RETURN']),
        chain.hook,
      ].map((step) => quote([...command, ...step]));
      for (let at = 0; at < steps.length; at += RULES_PER_LINE)
        await phone.asRoot({ raw: steps.slice(at, at + RULES_PER_LINE).join(' && ') });
    }
}

/**
 * Checks that no rule of another program comes before the counting ones in POSTROUTING: a packet that it accepts is sent, and not counted.
 */
async function requireFirst(phone: Phone, watched: readonly WatchedChain[]): Promise<void> {
  for (const { family, command } of TABLES) {
    if (!watched.some((each) => each.family === family)) continue;
    const listing = await phone.asRoot([...command, '-S', 'POSTROUTING']);
    const rules = listing.split('\n').filter((line) => line.startsWith('-A POSTROUTING '));
    const foreign = rules.findIndex((rule) => !/ -j leakgate-/.test(rule));
    const last = rules.findLastIndex((rule) => / -j leakgate-/.test(rule));
    if (foreign >= 0 && foreign < last)
      throw new Error(
        `the rule '${rules[foreign]}' of another program comes before the counting rules, so packets may have been sent uncounted`,
      );
  }
}

async function countsOf(
  phone: Phone,
  { command, uid, exemptions }: Pick<WatchedChain, 'command' | 'uid' | 'exemptions'>,
): Promise<Count[]> {
  const chain = chainOf(uid).name;
  const counts = parseCounts(await phone.asRoot([...command, '-L', chain, '-n', '-v', '-x']));
  const expected = exemptions.length + RULES.length;
  if (counts.length !== expected)
    throw new Error(
      `the iptables chain ${chain} was changed: it has ${counted(counts.length, 'rule')}, not ${expected}`,
    );

  return counts.slice(exemptions.length);
}

function bypassedSince(watched: WatchedChain, now: readonly Count[]): BypassedPackets[] {
  return RULES.flatMap((rule, index) => {
    const count = now[index] ?? { packets: 0, bytes: 0 };
    const start = watched.from[index] ?? { packets: 0, bytes: 0 };
    const packets = count.packets - start.packets;
    if (packets < 0)
      throw new Error(
        `the packet counts of the iptables chain ${chainOf(watched.uid).name} decreased, so they were reset`,
      );
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

/** Index of the rule that counts the control datagram. */
const CONTROL_RULE = RULES.findIndex(({ protocol, port }) => protocol === 'udp' && port === CONTROL.port);

function packetsAt(counts: readonly Count[], index: number): number {
  return counts[index]?.packets ?? 0;
}

function singleUid(uid: number): UidRange {
  return { first: uid, last: uid };
}
