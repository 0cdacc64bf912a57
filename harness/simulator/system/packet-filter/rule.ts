import { BlockList, isIP } from 'node:net';
import type { PacketRecord } from '../../net/packets.ts';

/** A rule of a chain, with its counters. Without a target, it only counts. */
export interface Rule {
  /** Destination addresses. */
  destination: { address: string; prefix: number; negated: boolean } | undefined;
  outInterface: { name: string; negated: boolean } | undefined;
  protocol: 'tcp' | 'udp' | undefined;
  owner: { first: number; last: number; negated: boolean } | undefined;
  destinationPort: { first: number; last: number; negated: boolean } | undefined;
  /** The named matches, in the order in which iptables prints them. */
  matches: ('owner' | 'port')[];
  target: string | undefined;
  /** For REDIRECT: the port on the handset's loopback. */
  toPort: number | undefined;
  /** For REJECT: the answer to the sender, as iptables names it, e.g. `tcp-reset`. */
  rejectWith: string | undefined;
  packets: number;
  bytes: number;
}

/** The fields of a packet that rules match. */
export type Addressed = Pick<PacketRecord, 'iface' | 'protocol' | 'uid' | 'remoteAddress' | 'remotePort'>;

export function matchesPacket(rule: Rule, packet: Addressed): boolean {
  const { destination, outInterface, protocol, owner, destinationPort } = rule;
  if (destination !== undefined && isWithin(destination, packet.remoteAddress) === destination.negated)
    return false;
  if (outInterface !== undefined && (packet.iface === outInterface.name) === outInterface.negated)
    return false;
  if (protocol !== undefined && packet.protocol !== protocol) return false;
  if (owner !== undefined && isIn(owner, packet.uid) === owner.negated) return false;
  if (destinationPort !== undefined && isIn(destinationPort, packet.remotePort) === destinationPort.negated)
    return false;

  return true;
}

/** Whether two rules are the same, apart from their counters. */
export function isSameRule(a: Rule, b: Rule): boolean {
  return specificationOf(a) === specificationOf(b);
}

/** A rule as `iptables -S` prints it, without its chain, e.g. `! -o lo -m owner --uid-owner 10123 -j leakgate`. */
export function specificationOf(rule: Rule): string {
  const { destination, outInterface, protocol, owner, destinationPort, target, toPort, rejectWith } = rule;
  const words: string[] = [];
  if (destination !== undefined)
    words.push(`${not(destination)}-d ${destination.address}/${destination.prefix}`);
  if (outInterface !== undefined) words.push(`${not(outInterface)}-o ${outInterface.name}`);
  if (protocol !== undefined) words.push(`-p ${protocol}`);
  for (const match of rule.matches) {
    if (match === 'owner' && owner !== undefined)
      words.push(`-m owner ${not(owner)}--uid-owner ${rangeOf(owner, '-')}`);
    if (match === 'port' && destinationPort !== undefined)
      words.push(`-m ${protocol} ${not(destinationPort)}--dport ${rangeOf(destinationPort, ':')}`);
  }
  if (target !== undefined) words.push(`-j ${target}`);
  if (toPort !== undefined) words.push(`--to-ports ${toPort}`);
  if (rejectWith !== undefined) words.push(`--reject-with ${rejectWith}`);

  return words.join(' ');
}

export function rangeOf({ first, last }: { first: number; last: number }, separator: string): string {
  return first === last ? String(first) : `${first}${separator}${last}`;
}

function isWithin({ address, prefix }: { address: string; prefix: number }, candidate: string): boolean {
  if (isIP(candidate) !== isIP(address)) return false;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, prefix, family);

  return list.check(candidate, family);
}

function isIn({ first, last }: { first: number; last: number }, value: number): boolean {
  return value >= first && value <= last;
}

function not({ negated }: { negated: boolean }): string {
  return negated ? '! ' : '';
}
