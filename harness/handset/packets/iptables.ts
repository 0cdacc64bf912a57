import { randomInt } from 'node:crypto';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { Journal } from '../journal/journal.ts';
import type { UidRange } from '../known-uids.ts';
import { runAndList } from '../iptables-outputs.ts';
import { applyLines, EACH_UID } from '../iptables-rules.ts';
import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import { CONTROL, type Control, mostPackets } from './controls.ts';
import { type BypassedPackets, type PacketCounter, type Proof, type WatchedUids } from './packet-counter.ts';
import { appendRule, chainOf, exemptRules, INSTALLATION_UNIT, parseCounts, RULES, TABLES } from './rules.ts';
import { counted } from '../../model/counted.ts';
import { isUnknownAppUid } from '../known-uids.ts';

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
export function iptablesCounter(
  phone: Phone,
  journal: Journal,
): PacketCounter & { installation(): Promise<number | null> } {
  let watched: WatchedChain[] = [];
  let knownUids: UidRange[] = [];
  let changes: Parameters<Journal['undo']>[0][] = [];

  const stop = async (): Promise<void> => {
    watched = [];
    for (const change of changes.toReversed()) await journal.undo(change);
    changes = [];
  };
  const install = async (chains: readonly Pick<WatchedChain, 'uid' | 'exemptions'>[]): Promise<void> => {
    const uids = chains.map(({ uid }) => uid);
    const installation = randomInt(1, MOST_INSTALLATIONS);
    const added = TABLES.flatMap(({ family, command }) =>
      chains.map(({ uid, exemptions }) => ({ uid, family, command, exemptions, from: [] })),
    );
    let counts: Count[][] = [];
    changes.push(
      await journal.make('packet-rules', { uids }, async () => {
        counts = await readChains(phone, added, ruleLines(chains, installation));
      }),
    );
    watched.push(...added.map((each, at) => ({ ...each, from: counts[at] ?? [] })));
  };

  /** Exempts packets that belong to known apps or have their own chain from the chain for unknown UIDs; keeps its counts. */
  const exempt = async (matches: readonly string[][]): Promise<void> => {
    const { name } = chainOf(UNKNOWN_UID);
    for (const each of watched.filter(({ uid }) => uid === UNKNOWN_UID)) {
      const missing = matches.filter(
        (match) => !each.exemptions.some((skip) => skip.join() === match.join()),
      );
      const lines = missing.map((match) => quote([...each.command, '-I', name, ...match, '-j', 'RETURN']));
      await runAndList(phone, lines, []);
      each.exemptions = [...missing.toReversed(), ...each.exemptions];
    }
  };
  /** The chain that counts a UID. */
  const chainUidOf = (uid: number): number =>
    watched.some((each) => each.uid === uid) || !isUnknownAppUid(uid, knownUids) ? uid : UNKNOWN_UID;
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
    await readChains(phone, watched);
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
      knownUids = [...known];
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
    async installation() {
      const chain = watched.find(({ uid, family }) => uid === UNKNOWN_UID && family === 'ipv4');
      if (!chain) return null;
      const at = RULES.findIndex(({ port }) => port === CONTROL.port);
      const [counts = []] = await readChains(phone, [chain]);
      const count = counts[at]?.packets;

      return count === undefined ? null : Math.floor(count / INSTALLATION_UNIT);
    },
    async prove(controls) {
      const counts = await readChains(phone, watched);
      for (const [at, each] of watched.entries()) {
        const own = controls.filter(
          ({ uid, family }) => family === each.family && each.uid === chainUidOf(uid),
        );
        const now = counts[at];
        if (own.length === 0 || !now) continue;
        bypassedSince(each, now);
        for (const control of own) requireCounted(control, each.from, now);
        each.from = each.from.map((count, rule) => withControls(count, now[rule], rule, own));
      }

      return proofOf(controls);
    },
    async read() {
      const around: BypassedPackets[] = [];
      const counts = await readChains(phone, watched);
      for (const [at, each] of watched.entries()) {
        const now = counts[at] ?? [];
        around.push(...bypassedSince(each, now));
        each.from = now;
      }

      return { around, detail: 'the counts of iptables were read at the end' };
    },
  };
}

/** Installations of rules are told apart by a random number below this. */
const MOST_INSTALLATIONS = 1_000_000;
/** The lines that set the rules of chains, in both tables. */
function ruleLines(
  chains: readonly Pick<WatchedChain, 'uid' | 'exemptions'>[],
  installation: number,
): string[] {
  const commandsOf = (uid: Parameters<typeof chainOf>[0], exemptions: readonly string[][]): string[][] => {
    const { name, hook } = chainOf(uid);

    return [
      ['-N', name],
      ...exemptions.map((match) => ['-A', name, ...match, '-j', 'RETURN']),
      ...RULES.map((rule) => appendRule(name, rule, installation)),
      hook,
    ];
  };
  const plain = chains.filter(({ exemptions }) => exemptions.length === 0);
  const others = chains.filter((each) => !plain.includes(each));

  return applyLines(
    'mangle',
    TABLES.map(({ program }) => program),
    [
      { uids: plain.map(({ uid }) => uid), commands: commandsOf(EACH_UID, []) },
      ...others.flatMap(({ uid, exemptions }) => commandsOf(uid, exemptions)),
    ],
  );
}

/**
 * Runs lines, if any, and reads the counts of chains. Throws if a chain or the jump to it is missing, or if a rule of another program
 * comes before the counting ones: a packet that it accepts is sent, and not counted.
 */
async function readChains(
  phone: Phone,
  chains: readonly Pick<WatchedChain, 'uid' | 'family' | 'command' | 'exemptions'>[],
  lines: readonly string[] = [],
): Promise<Count[][]> {
  const hooks = TABLES.filter(({ family }) => chains.some((each) => each.family === family));
  const listings = await runAndList(phone, lines, [
    ...hooks.map(({ command }) => [...command, '-S', 'POSTROUTING']),
    ...chains.map(({ command, uid }) => [...command, '-L', chainOf(uid).name, '-n', '-v', '-x']),
  ]);
  for (const [at, { family }] of hooks.entries())
    requireHooks(
      listings[at] ?? '',
      chains.filter((each) => each.family === family),
    );

  return chains.map((each, at) => countsOf(each, listings[hooks.length + at] ?? ''));
}

/** @param listing of the chain POSTROUTING */
function requireHooks(listing: string, chains: readonly Pick<WatchedChain, 'uid' | 'family'>[]): void {
  const rules = listing.split('\n').filter((line) => line.startsWith('-A POSTROUTING '));
  const foreign = rules.findIndex((rule) => !/ -j leakgate-/.test(rule));
  const last = rules.findLastIndex((rule) => / -j leakgate-/.test(rule));
  if (foreign >= 0 && foreign < last)
    throw new Error(
      `the rule '${rules[foreign]}' of another program comes before the counting rules, so packets may have been sent uncounted`,
    );
  for (const { uid, family } of chains) {
    const { name, printed } = chainOf(uid);
    if (!rules.includes(printed))
      throw new Error(`the rule that jumps to the iptables chain ${name} is missing over ${nameOf(family)}`);
  }
}

function countsOf({ uid, exemptions }: Pick<WatchedChain, 'uid' | 'exemptions'>, listing: string): Count[] {
  const counts = parseCounts(listing);
  const expected = exemptions.length + RULES.length;
  if (counts.length !== expected)
    throw new Error(
      `the iptables chain ${chainOf(uid).name} was changed: it has ${counted(counts.length, 'rule')}, not ${expected}`,
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

/** The start of a rule's count after these controls; other packets to their port are still reported. */
function withControls(start: Count, now: Count | undefined, at: number, controls: readonly Control[]): Count {
  const rule = RULES[at];
  if (!now || rule?.port !== CONTROL.port) return start;
  const own = controls.filter(({ protocol }) => protocol === rule.protocol);
  const most = own.reduce((total, control) => total + mostPackets(control), 0);
  const packets = start.packets + Math.min(now.packets - start.packets, most);

  return { packets, bytes: packets === now.packets ? now.bytes : start.bytes };
}

/** Throws if a control packet is not counted, unless the phone has no route for it over IPv6. */
function requireCounted(
  { uid, family, protocol, outcome, printed }: Control,
  from: readonly Count[],
  now: readonly Count[],
): void {
  if (family === 'ipv6' && outcome === 'unreachable') return;
  const at = RULES.findIndex((rule) => rule.protocol === protocol && rule.port === CONTROL.port);
  if ((now[at]?.packets ?? 0) > (from[at]?.packets ?? 0)) return;
  const said = printed === '' ? '' : `; the phone printed: ${printed}`;
  throw new Error(`a test packet that was sent as UID ${uid} over ${nameOf(family)} was not counted${said}`);
}

function proofOf(controls: readonly Control[]): Proof {
  const uids = [...new Set(controls.map(({ uid }) => uid))];
  const reached = controls.some(({ family, outcome }) => family === 'ipv6' && outcome !== 'unreachable');

  return {
    detail: `a test packet was sent as UID ${uids.join(', ')} and was counted, over IPv4${reached ? ' and IPv6' : '; the phone has no route for IPv6'}`,
    uids,
  };
}

function nameOf(family: Control['family']): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

function singleUid(uid: number): UidRange {
  return { first: uid, last: uid };
}
