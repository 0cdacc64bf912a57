import { FilterError } from './filter-error.ts';
import type { PacketLog, PacketRecord } from '../../net/packets.ts';
import { PATHS, packetSeenBy, seenAfterNat } from './packet-path.ts';
import { type Addressed, isSameRule, matchesPacket, type Rule } from './rule.ts';

/** The tables of one address family. Each counts the packets of the packet log since the table was created. */
export interface PacketFilter {
  chains(table: string): readonly Chain[];
  /** Throws a {@link FilterError} with iptables' message. */
  newChain(table: string, name: string): void;
  deleteChain(table: string, name: string): void;
  flush(table: string, name: string | undefined): void;
  zero(table: string, name: string | undefined): void;
  /** At `position`, counted from 1; at the end without one. */
  insert(table: string, name: string, rule: Rule, position: number | undefined): void;
  delete(table: string, name: string, rule: Rule | number): void;
  /** Throws if there is no such rule. */
  check(table: string, name: string, rule: Rule): void;
  /** Keeps the changes that `change` makes to a table, unless it throws. */
  inTransaction(table: string, change: () => void): void;
  /** The loopback port to which the nat table redirects a new connection; undefined if no rule does. */
  redirectPort(connection: Addressed): number | undefined;
  /** The rule of the filter table that refuses to send this packet; undefined if none does. */
  refusal(packet: Addressed, redirectedTo?: number): Rule | undefined;
}

export interface Chain {
  name: string;
  rules: Rule[];
  /** Only a built-in chain has a policy, with counters of the packets that reached its end. */
  policy: { packets: number; bytes: number } | undefined;
}

/** Many phones' kernels have no nat table for IPv6; neither has this one. */
const BUILT_IN: Record<string, readonly string[]> = {
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  raw: ['PREROUTING', 'OUTPUT'],
};
export function createPacketFilters(packetLog: PacketLogView): Record<4 | 6, PacketFilter> {
  return { 4: createPacketFilter(packetLog, 4), 6: createPacketFilter(packetLog, 6) };
}

function createPacketFilter(packetLog: PacketLogView, family: 4 | 6): PacketFilter {
  const tables = new Map(
    Object.entries(BUILT_IN)
      .filter(([table]) => family === 4 || table !== 'nat')
      .map(([table, names]) => [table, names.map(createBuiltInChain)]),
  );
  const program = family === 4 ? 'iptables' : 'ip6tables';
  let countedPosition = packetLog.position();

  return {
    chains(table) {
      countNewPackets();

      // iptables lists its own chains, and then those of users by name (libiptc.c, iptc_insert_chain).
      return chainsOf(table).toSorted(inOrder);
    },
    newChain(table, name) {
      if (chainsOf(table).some((chain) => chain.name === name))
        throw new FilterError('Chain already exists.');
      if (name.length > LONGEST_NAME)
        throw new FilterError(`chain name \`${name}' too long (must be under ${LONGEST_NAME + 1} chars)`, 2);
      chainsOf(table).push({ name, rules: [], policy: undefined });
    },
    deleteChain(table, name) {
      const chain = chainOf(table, name);
      if (chain.policy !== undefined)
        throw new FilterError("Invalid argument. Run `dmesg' for more information.");
      if (referencesTo(chainsOf(table), name) > 0) throw new FilterError('Too many links.');
      if (chain.rules.length > 0) throw new FilterError('Directory not empty.');
      tables.set(
        table,
        chainsOf(table).filter((other) => other !== chain),
      );
    },
    flush(table, name) {
      countNewPackets();
      for (const chain of name === undefined ? chainsOf(table) : [chainOf(table, name)]) chain.rules = [];
    },
    zero(table, name) {
      countNewPackets();
      for (const chain of name === undefined ? chainsOf(table) : [chainOf(table, name)])
        for (const counter of [...chain.rules, chain.policy ?? { packets: 0, bytes: 0 }]) {
          counter.packets = 0;
          counter.bytes = 0;
        }
    },
    insert(table, name, rule, position) {
      countNewPackets();
      const chain = chainOf(table, name);
      const { target } = rule;
      if ((target === REDIRECT && table !== 'nat') || (target === 'REJECT' && table !== 'filter'))
        throw new FilterError("Invalid argument. Run `dmesg' for more information.");
      checkTarget(table, rule);
      if (position !== undefined && position > chain.rules.length + 1)
        throw new FilterError('Index of insertion too big.');
      chain.rules.splice(position === undefined ? chain.rules.length : position - 1, 0, rule);
    },
    delete(table, name, rule) {
      countNewPackets();
      const { rules } = chainOf(table, name);
      if (typeof rule !== 'number') checkTarget(table, rule);
      const index = typeof rule === 'number' ? rule - 1 : rules.findIndex((other) => isSameRule(other, rule));
      if (typeof rule === 'number' && rules[index] === undefined)
        throw new FilterError('Index of deletion too big.');
      if (typeof rule !== 'number' && index < 0) throw noSuchRule(rule);
      rules.splice(index, 1);
    },
    check(table, name, rule) {
      const { rules } = chainOf(table, name);
      checkTarget(table, rule);
      if (!rules.some((other) => isSameRule(other, rule))) throw noSuchRule(rule);
    },

    inTransaction(table, change) {
      countNewPackets();
      const before = chainsOf(table).map((chain) => ({ ...chain, rules: [...chain.rules] }));
      try {
        change();
      } catch (error) {
        tables.set(table, before);
        throw error;
      }
    },

    redirectPort: (connection) => verdictOn('nat', connection)?.toPort,
    refusal(packet, redirectedTo) {
      const rule = verdictOn('filter', seenAfterNat(packet, redirectedTo));

      return rule !== undefined && REFUSALS.includes(rule.target ?? '') ? rule : undefined;
    },
  };

  /** Counts packets since the last call, with the current rules. */
  function countNewPackets(): void {
    const packets = packetLog.since(countedPosition);
    countedPosition = packetLog.position();
    for (const packet of packets) {
      if (packet.family !== family) continue;
      for (const [table, chains] of tables)
        for (const name of PATHS[packet.direction]) {
          if (packet.refused === true && name !== 'OUTPUT') continue;
          const chain = chains.find((candidate) => candidate.name === name);
          const visible = table === 'nat' ? openingPacket(packet) : packet;
          if (chain !== undefined && visible !== undefined)
            traverse(chain, chains, packetSeenBy(table, name, visible));
        }
    }
  }

  /** The rule of the chain OUTPUT that ends the traversal of a table; undefined if the policy does. */
  function verdictOn(table: string, packet: Addressed): Rule | undefined {
    const chains = tables.get(table) ?? [];
    const output = chains.find(({ name }) => name === 'OUTPUT');

    return output && findVerdict(output, chains, packet);
  }

  function chainsOf(table: string): Chain[] {
    const chains = tables.get(table);
    if (chains === undefined)
      throw new FilterError(
        `can't initialize ${program} table \`${table}': Table does not exist (do you need to insmod?)`,
        3,
      );

    return chains;
  }

  /** A target that is neither known nor a chain would be a module of iptables. */
  function checkTarget(table: string, { target }: Rule): void {
    const chains = chainsOf(table);
    if (target !== undefined && !VERDICTS.includes(target) && !chains.some(({ name }) => name === target))
      throw new FilterError(`Couldn't load target \`${target}':No such file or directory\n`, 2);
  }

  function chainOf(table: string, name: string): Chain {
    const chain = chainsOf(table).find((candidate) => candidate.name === name);
    if (chain === undefined) throw new FilterError('No chain/target/match by that name.');

    return chain;
  }
}

/** The kernel's message depends on whether the target is a chain. */
function noSuchRule({ target }: Rule): FilterError {
  return new FilterError(
    target === undefined || VERDICTS.includes(target)
      ? 'Bad rule (does a matching rule exist in that chain?).'
      : 'No chain/target/match by that name.',
  );
}

type PacketLogView = Pick<PacketLog, 'since' | 'position'>;

/** XT_EXTENSION_MAXNAMELEN of the kernel, without the byte of the revision and the end. */
const LONGEST_NAME = 28;
const REDIRECT = 'REDIRECT';

const REFUSALS: readonly string[] = ['REJECT', 'DROP'];

/** Targets that are not chains. */
export const VERDICTS: readonly string[] = ['RETURN', 'ACCEPT', REDIRECT, ...REFUSALS];

export function referencesTo(chains: readonly Chain[], name: string): number {
  return chains.flatMap((chain) => chain.rules).filter((rule) => rule.target === name).length;
}

/** Returns true if a rule or the policy decided about the packet. */
function traverse(chain: Chain, chains: readonly Chain[], packet: PacketRecord): boolean {
  for (const rule of chain.rules) {
    if (!matchesPacket(rule, packet)) continue;
    count(rule, packet);
    if (rule.target === 'RETURN') break;
    if (rule.target !== undefined && VERDICTS.includes(rule.target)) return true;
    const next = chains.find((candidate) => candidate.name === rule.target);
    if (next !== undefined && traverse(next, chains, packet)) return true;
  }
  if (chain.policy !== undefined) count(chain.policy, packet);

  return chain.policy !== undefined;
}

/** The nat table sees only the first packet of a connection. */
function openingPacket(packet: PacketRecord): PacketRecord | undefined {
  return packet.opens === true && packet.direction === 'out' ? packet : undefined;
}

/** The rule that ends the traversal; undefined if none does. */
function findVerdict(chain: Chain, chains: readonly Chain[], packet: Addressed): Rule | undefined {
  for (const rule of chain.rules) {
    if (!matchesPacket(rule, packet)) continue;
    if (rule.target === 'RETURN') return undefined;
    if (rule.target !== undefined && VERDICTS.includes(rule.target)) return rule;
    const next = chains.find((candidate) => candidate.name === rule.target);
    const found = next && findVerdict(next, chains, packet);
    if (found !== undefined) return found;
  }

  return undefined;
}

function count(counter: { packets: number; bytes: number }, packet: PacketRecord): void {
  counter.packets += packet.packets;
  counter.bytes += packet.bytes;
}

function createBuiltInChain(name: string): Chain {
  return { name, rules: [], policy: { packets: 0, bytes: 0 } };
}

function inOrder(a: Chain, b: Chain): number {
  const [isOwn, isOther] = [a.policy === undefined, b.policy === undefined];
  if (!isOwn && !isOther) return 0;

  return Number(isOwn) - Number(isOther) || (a.name < b.name ? -1 : 1);
}
