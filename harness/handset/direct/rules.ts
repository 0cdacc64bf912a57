import { DIRECT_PORTS, type DirectPort } from '../../model/direct-port.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { UidRange } from '../known-uids.ts';
import { type CommandsForEach, EACH, type Iptables } from '../iptables-rules.ts';
import { CONTROL } from '../packets/controls.ts';

/** A tunnel for connections that a UID opens without the proxy to ports of one class. */
export interface DirectTunnel {
  uid: number;
  direct: DirectPort;
  /** The phone's port of the tunnel. */
  devicePort: number;
  /** The recorder's port, on the local machine. */
  hostPort: number;
}

/** A table with a chain of the harness, which the table's chain OUTPUT jumps to for packets that do not go to `lo`. */
export interface DirectTable {
  family: 'ipv4' | 'ipv6';
  program: Iptables;
  name: 'nat' | 'filter';
  command: readonly string[];
  chain: string;
  hook: readonly string[];
}

const OFF_LOOPBACK = ['OUTPUT', '!', '-o', 'lo'];

/**
 * The nat table redirects TCP over IPv4. The filter tables refuse what cannot be redirected: adb's tunnels carry no UDP and end on
 * 127.0.0.1, and many phones have no nat table for IPv6.
 */
export const DIRECT_TABLES: readonly DirectTable[] = [
  {
    family: 'ipv4',
    program: 'iptables',
    name: 'nat',
    command: ['iptables', '-w', '-t', 'nat'],
    chain: 'leakgate-direct',
    hook: [...OFF_LOOPBACK, '-p', 'tcp', '-j', 'leakgate-direct'],
  },
  {
    family: 'ipv4',
    program: 'iptables',
    name: 'filter',
    command: ['iptables', '-w', '-t', 'filter'],
    chain: 'leakgate-refuse',
    hook: [...OFF_LOOPBACK, '-j', 'leakgate-refuse'],
  },
  {
    family: 'ipv6',
    program: 'ip6tables',
    name: 'filter',
    command: ['ip6tables', '-w', '-t', 'filter'],
    chain: 'leakgate-refuse',
    hook: [...OFF_LOOPBACK, '-j', 'leakgate-refuse'],
  },
];

/** What a rule counts: connections that it redirected, or packets that it refused; null for a rule that only exempts. */
export type DirectCount =
  | { kind: 'redirected'; uid: number; port: DirectPort }
  | {
      kind: 'refused';
      uid: number;
      family: 'ipv4' | 'ipv6';
      protocol: 'tcp' | 'udp' | 'other';
      port: number | null;
    };

/** A rule of a chain, without the chain. */
export interface DirectRule {
  words: readonly string[];
  counts: DirectCount | null;
}

/** The rules at the start of each chain exempt the loopback, and the packets that prove the counters. */
export function firstRules({ family, chain }: DirectTable): DirectRule[] {
  const loopback = chain === 'leakgate-direct' ? [['-d', '127.0.0.0/8']] : [];
  const controls = [['-d', CONTROL.hosts[family]]];

  return [...loopback, ...controls].map((match) => ({ words: [...match, '-j', 'RETURN'], counts: null }));
}

/** The rules at the end of each chain: those for UIDs that no known app has. */
export function lastRules(
  table: DirectTable,
  tunnels: readonly DirectTunnel[],
  known: readonly UidRange[],
): DirectRule[] {
  const exempt = known.map(({ first, last }) => ({
    words: ['-m', 'owner', '--uid-owner', `${first}-${last}`, '-j', 'RETURN'],
    counts: null,
  }));

  return [...exempt, ...rulesOf(table, UNKNOWN_UID, tunnels)];
}

/** All app UIDs of all users. */
const ANY_APP = '10000-2147483647';

/** The rules for one UID. */
export function rulesOf(
  { family, chain }: DirectTable,
  uid: number,
  tunnels: readonly DirectTunnel[],
): DirectRule[] {
  const owner = uid === UNKNOWN_UID ? ANY_APP : String(uid);
  if (chain === 'leakgate-direct')
    return DIRECT_PORTS.flatMap((port): DirectRule[] =>
      tunnels
        .filter((tunnel) => tunnel.uid === uid && tunnel.direct === port)
        .map(({ devicePort }) => ({
          words: [...tcpTo(port), ...ownedBy(owner), '-j', 'REDIRECT', '--to-ports', String(devicePort)],
          counts: { kind: 'redirected', uid, port },
        })),
    );

  return REFUSALS[family].map((refusal) => ({
    words: wordsOf(refusal, owner),
    counts: { kind: 'refused', uid, family, protocol: refusal.protocol, port: refusal.port },
  }));
}

/** The commands that append the rules of UIDs, as {@link rulesOf} has them; their order in the chain is the same. */
export function commandsFor(
  table: DirectTable,
  uids: readonly number[],
  tunnels: readonly DirectTunnel[],
): (string[] | CommandsForEach)[] {
  const append = (words: readonly string[]): string[] => ['-A', table.chain, ...words];
  if (table.name === 'nat')
    return uids.flatMap((uid) => rulesOf(table, uid, tunnels)).map(({ words }) => append(words));

  return [{ each: uids, commands: REFUSALS[table.family].map((refusal) => append(wordsOf(refusal, EACH))) }];
}

function ownedBy(uids: string): string[] {
  return ['-m', 'owner', '--uid-owner', uids];
}

function wordsOf({ match, how }: Refusal, uids: string): string[] {
  return [...match, ...ownedBy(uids), '-j', 'REJECT', ...how];
}

function tcpTo(port: DirectPort): string[] {
  return port === 'other' ? ['-p', 'tcp'] : ['-p', 'tcp', '--dport', String(port)];
}

interface Refusal {
  protocol: 'tcp' | 'udp' | 'other';
  port: number | null;
  match: readonly string[];
  /** A reset ends a connection at once, so that the app tries IPv4. */
  how: readonly string[];
}

const UDP: readonly Refusal[] = [
  { protocol: 'udp', port: 443, match: ['-p', 'udp', '--dport', '443'], how: [] },
  { protocol: 'udp', port: 53, match: ['-p', 'udp', '--dport', '53'], how: [] },
  { protocol: 'udp', port: null, match: ['-p', 'udp'], how: [] },
];

const REFUSALS: Record<'ipv4' | 'ipv6', readonly Refusal[]> = {
  ipv4: UDP,
  ipv6: [
    { protocol: 'tcp', port: null, match: ['-p', 'tcp'], how: ['--reject-with', 'tcp-reset'] },
    ...UDP,
    { protocol: 'other', port: null, match: [], how: [] },
  ],
};
