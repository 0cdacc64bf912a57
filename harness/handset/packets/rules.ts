import { LOOPBACK_UIDS, UNKNOWN_UID, VENDOR_UIDS } from '../../model/uid.ts';
import { rangesOf, type UidRange } from '../known-uids.ts';
import type { EACH } from '../iptables-rules.ts';
import { CONTROL } from './controls.ts';

/**
 * The mangle tables count because every packet passes them; nat sees only the first packet of a flow. Their chain POSTROUTING comes
 * after the redirect of the nat table and after the filter table, so it counts what leaves, and by the interface that it leaves by;
 * OUTPUT would count redirected and refused packets too (tried on Linux 6.18).
 */
export const TABLES = [
  { family: 'ipv4', program: 'iptables', command: ['iptables', '-w', '-t', 'mangle'] },
  { family: 'ipv6', program: 'ip6tables', command: ['ip6tables', '-w', '-t', 'mangle'] },
] as const;

/** One rule of a chain: what it counts, and its match. */
export interface CountingRule {
  /** The UID that it counts, if that is not the chain's. */
  uid?: number;
  protocol: 'tcp' | 'udp' | 'other';
  port: number | null;
  match: readonly string[];
}

/** The rules of each chain in order; the first that matches counts the packet. */
export const RULES: readonly CountingRule[] = [
  { protocol: 'tcp', port: 443, match: ['-p', 'tcp', '--dport', '443'] },
  { protocol: 'tcp', port: 80, match: ['-p', 'tcp', '--dport', '80'] },
  // Only control packets match the rules of this port.
  { protocol: 'tcp', port: CONTROL.port, match: ['-p', 'tcp', '--dport', String(CONTROL.port)] },
  { protocol: 'tcp', port: null, match: ['-p', 'tcp'] },
  { protocol: 'udp', port: 443, match: ['-p', 'udp', '--dport', '443'] },
  { protocol: 'udp', port: 53, match: ['-p', 'udp', '--dport', '53'] },
  { protocol: 'udp', port: CONTROL.port, match: ['-p', 'udp', '--dport', String(CONTROL.port)] },
  { protocol: 'udp', port: null, match: ['-p', 'udp'] },
  { protocol: 'other', port: null, match: [] },
];

/** The counts of control packets begin at a multiple of this, which says which installation of the rules they belong to. */
export const INSTALLATION_UNIT = 1_000_000;

/**
 * The arguments that append a counting rule. Rules of control packets begin at a count above zero, so that counts which were reset are
 * noticed even in chains that count nothing (iptables-extensions(8), `--set-counters`).
 */
export function appendRule(chain: string, { port, match }: CountingRule, installation: number): string[] {
  const counters = port === CONTROL.port ? ['-c', String(installation * INSTALLATION_UNIT), '0'] : [];

  return ['-A', chain, ...counters, ...match, '-j', 'RETURN'];
}

/** All app UIDs of all users. Packets without a UID, such as a reset by the kernel, match none. */
const ANY_APP = '10000-2147483647';

/** A chain of the harness, and how POSTROUTING jumps to it. */
export interface CountingChain {
  name: string;
  hook: string[];
  unhook: string[];
  /** The rule of POSTROUTING as `iptables -S` prints it. */
  printed: string;
}

/**
 * The chain of one UID, and the POSTROUTING rule that jumps to it: everything the UID sends except over `lo`, where the recorder is.
 * The chain for unknown UIDs matches all apps and exempts known UIDs before it counts.
 */
export function chainOf(uid: number | typeof EACH): CountingChain {
  const [name, owner] = NAMES.get(uid) ?? [`leakgate-${uid}`, String(uid)];
  const match = uid === LOOPBACK_UIDS ? ['-o', 'lo'] : ['!', '-o', 'lo', '-m', 'owner', '--uid-owner', owner];
  const rule = ['POSTROUTING', ...match, '-j', name];

  return { name, hook: ['-I', ...rule], unhook: ['-D', ...rule], printed: `-A ${rule.join(' ')}` };
}

/** Chains that are not of one UID: their names, and which UIDs they match. */
const NAMES: ReadonlyMap<number | string, [name: string, owner: string]> = new Map([
  [UNKNOWN_UID, ['leakgate-unknown', ANY_APP]],
  // From UID 1000 on: the kernel and root send for everybody, DNS for example.
  [VENDOR_UIDS, ['leakgate-vendor', '1000-2147483647']],
  [LOOPBACK_UIDS, ['leakgate-loopback', '']],
]);

/**
 * UIDs of the platform that may leave the phone without the recorder: DNS (AID_DNS, which sends for every app), the network stack with
 * its probes, and adb's shell (AOSP android_filesystem_config.h).
 */
const PLATFORM_SENDERS: readonly UidRange[] = [
  { first: 1051, last: 1051 },
  { first: 1073, last: 1073 },
  { first: 2000, last: 2000 },
];

/** The matches that exempt all UIDs except the vendor's apps and the system from their chain. */
export function exemptForVendor(vendor: readonly UidRange[]): string[][] {
  const counted = rangesOf([...vendor, { first: 1000, last: 9999 }]);
  const gaps: UidRange[] = [...PLATFORM_SENDERS];
  let next = 10_000;
  for (const { first, last } of counted.filter((range) => range.last >= 10_000)) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = last + 1;
  }

  return exemptRules([...gaps, { first: next, last: 2_147_483_647 }]);
}

/** Ports of the phone's tunnels to the recorder: the proxy's, and those of UIDs (`redirect.ts`, `direct-traffic.ts`). */
const OWN_PORTS = ['8080', '18081:18999'];

/** The matches that exempt connections to the recorder. */
export function exemptOwnPorts(): string[][] {
  return OWN_PORTS.map((ports) => ['-p', 'tcp', '--dport', ports]);
}

/** Whether a port of the phone's loopback is one of the recorder's tunnels. */
export function isOwnPort(port: number): boolean {
  return port === 8080 || (port >= 18_081 && port <= 18_999);
}

/** The rules that count what a UID sends over the loopback. */
export function loopbackRules(uid: number | typeof EACH): CountingRule[] {
  const owner = ['-m', 'owner', '--uid-owner', String(uid)];

  return (['tcp', 'udp'] as const).map((protocol) => ({
    ...(typeof uid === 'number' && { uid }),
    protocol,
    port: null,
    match: ['-p', protocol, ...owner],
  }));
}

/** The matches that exempt packets of these UIDs from counting. */
export function exemptRules(known: readonly UidRange[]): string[][] {
  return known.map(({ first, last }) => ['-m', 'owner', '--uid-owner', `${first}-${last}`]);
}

/** Packets and bytes of each rule in order, from `iptables -L <chain> -v -x -n`. */
export function parseCounts(listing: string): { packets: number; bytes: number }[] {
  return listing
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+/.exec(line))
    .filter((row) => row !== null)
    .map(([, packets, bytes]) => ({ packets: Number(packets), bytes: Number(bytes) }));
}
