import { randomInt } from 'node:crypto';
import { LOOPBACK_UIDS, UNKNOWN_UID, VENDOR_UIDS } from '../../model/uid.ts';
import type { Journal } from '../journal/journal.ts';
import type { UidRange } from '../known-uids.ts';
import { runAndList } from '../iptables-outputs.ts';
import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import {
  chainForUid,
  type Count,
  type NewChain,
  readChains,
  ruleLines,
  type WatchedChain,
} from './chains.ts';
import { proofOf, requireCounted, withControls } from './control-counts.ts';
import { CONTROL } from './controls.ts';
import type { BypassedPackets, PacketCounter, UnrecordedPackets, WatchedUids } from './packet-counter.ts';
import {
  appendRule,
  chainOf,
  type CountingRule,
  exemptForVendor,
  exemptOwnPorts,
  exemptRules,
  INSTALLATION_UNIT,
  loopbackRules,
  RULES,
  TABLES,
} from './rules.ts';
import { isUnknownAppUid } from '../known-uids.ts';

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
  const install = async (chains: readonly NewChain[]): Promise<void> => {
    const uids = chains.map(({ uid }) => uid);
    const installation = randomInt(1, MOST_INSTALLATIONS);
    const added = TABLES.flatMap(({ family, command }) =>
      chains.map((chain) => ({ ...chain, family, command, from: [] })),
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
  /** Counts what further UIDs send over the loopback. */
  const addLoopbackRules = async (uids: readonly number[]): Promise<void> => {
    for (const each of watched.filter(({ uid }) => uid === LOOPBACK_UIDS)) {
      const rules = uids
        .filter((uid) => !each.rules.some((rule) => rule.uid === uid))
        .flatMap((uid) => loopbackRules(uid));
      const { name } = chainOf(LOOPBACK_UIDS);
      await runAndList(
        phone,
        rules.map((rule) => quote([...each.command, ...appendRule(name, rule, 0)])),
        [],
      );
      each.rules = [...each.rules, ...rules];
      each.from = [...each.from, ...rules.map(() => ({ packets: 0, bytes: 0 }))];
    }
  };
  /** The chain that counts a UID. */
  const chainUidOf = (uid: number): number =>
    watched.some((each) => each.uid === uid) || !isUnknownAppUid(uid, knownUids) ? uid : UNKNOWN_UID;
  const add = async (uids: readonly number[]): Promise<void> => {
    if (uids.length === 0) return;
    await exempt(exemptRules(uids.map(singleUid)));
    await addLoopbackRules(uids);
    await install(uids.map(chainForUid));
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
    async begin({ uids, known, vendor }: WatchedUids) {
      if (phone.root === null)
        throw new Error('the phone is not rooted, so iptables cannot count packets by UID');
      knownUids = [...known];
      if (watched.length > 0 && watched.every(({ uid }) => uid < 0 || uids.includes(uid)))
        try {
          return await continueCounting({ uids, known });
        } catch (error) {
          await stop();
          throw error;
        }
      await stop();
      const exemptions = exemptRules([...known, ...uids.map(singleUid)]);
      await install([
        ...uids.map(chainForUid),
        { uid: UNKNOWN_UID, exemptions, rules: RULES },
        ...(vendor ? [{ uid: VENDOR_UIDS, exemptions: exemptForVendor(vendor), rules: RULES }] : []),
        {
          uid: LOOPBACK_UIDS,
          exemptions: exemptOwnPorts(),
          rules: uids.flatMap((uid) => loopbackRules(uid)),
        },
      ]);
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
      const unrecorded: UnrecordedPackets[] = [];
      const counts = await readChains(phone, watched);
      for (const [at, each] of watched.entries()) {
        const now = counts[at] ?? [];
        if (each.uid === VENDOR_UIDS || each.uid === LOOPBACK_UIDS)
          unrecorded.push(...unrecordedSince(each, now));
        else around.push(...bypassedSince(each, now));
        each.from = now;
      }

      return { around, unrecorded, detail: 'the counts of iptables were read at the end' };
    },
  };
}

/** Installations of rules are told apart by a random number below this. */
const MOST_INSTALLATIONS = 1_000_000;
/** What each rule counted since the last reading, where it counted anything. Throws if counts were reset. */
function countsSince(watched: WatchedChain, now: readonly Count[]): { rule: CountingRule; count: Count }[] {
  return watched.rules.flatMap((rule, index) => {
    const count = now[index] ?? { packets: 0, bytes: 0 };
    const start = watched.from[index] ?? { packets: 0, bytes: 0 };
    const packets = count.packets - start.packets;
    if (packets < 0)
      throw new Error(
        `the packet counts of the iptables chain ${chainOf(watched.uid).name} decreased, so they were reset`,
      );

    return packets === 0 ? [] : [{ rule, count: { packets, bytes: count.bytes - start.bytes } }];
  });
}

function bypassedSince(watched: WatchedChain, now: readonly Count[]): BypassedPackets[] {
  return countsSince(watched, now).map(({ rule, count }) => ({
    kind: 'around-recorder' as const,
    at: new Date().toISOString(),
    uid: watched.uid,
    family: watched.family,
    protocol: rule.protocol,
    port: rule.port,
    ...count,
    by: 'iptables' as const,
  }));
}

function unrecordedSince(watched: WatchedChain, now: readonly Count[]): UnrecordedPackets[] {
  return countsSince(watched, now).map(({ rule, count: { packets } }) => ({
    from: watched.uid === LOOPBACK_UIDS ? 'loopback' : 'vendor',
    uid: rule.uid ?? watched.uid,
    family: watched.family,
    protocol: rule.protocol,
    port: rule.port,
    packets,
  }));
}

function singleUid(uid: number): UidRange {
  return { first: uid, last: uid };
}
