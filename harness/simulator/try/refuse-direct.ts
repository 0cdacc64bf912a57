import { readArguments } from '../shell/commands/iptables-arguments.ts';
import type { BareDevice } from '../bare-device.ts';

/** A kind of packets that was refused. */
export interface RefusedPackets {
  uid: number;
  family: 'ipv4' | 'ipv6';
  protocol: 'tcp' | 'udp';
  port: number;
  packets: number;
}

const RULES = [
  'iptables -A OUTPUT ! -o lo -p udp -m owner --uid-owner 10000-2147483647 -j REJECT',
  'ip6tables -A OUTPUT ! -o lo -p tcp -m owner --uid-owner 10000-2147483647 -j REJECT --reject-with tcp-reset',
  'ip6tables -A OUTPUT ! -o lo -m owner --uid-owner 10000-2147483647 -j REJECT',
];

/** Refuses what apps send over UDP and IPv6, as a run does on a rooted phone. */
export function refuseDirect({ packetFilters }: Pick<BareDevice, 'packetFilters'>): void {
  for (const line of RULES) {
    const [program = '', ...words] = line.split(' ');
    const { table, chain = '', rule } = readArguments(program, words);
    packetFilters[program === 'iptables' ? 4 : 6].insert(table, chain, rule, undefined);
  }
}

/** What was refused so far, in order, one row for each packet. */
export function refusedPackets({ packetLog }: Pick<BareDevice, 'packetLog'>): RefusedPackets[] {
  return packetLog
    .since(0)
    .filter(({ refused }) => refused)
    .map(({ uid, family, protocol, remotePort, packets }) => ({
      uid,
      family: `ipv${family}`,
      protocol,
      port: remotePort,
      packets,
    }));
}
