import type { PacketRecord } from '../../net/packets.ts';
import type { Addressed } from './rule.ts';

/** The built-in chains that a packet traverses, by its direction. */
export const PATHS = { out: ['OUTPUT', 'POSTROUTING'], in: ['PREROUTING', 'INPUT'] } as const;

/**
 * A packet as a chain sees it. The nat table's OUTPUT comes after those of raw and mangle and changes the address, but the chains
 * OUTPUT keep the interface of the first routing; POSTROUTING sees `lo` (tried on Linux 6.18 with iptables 1.8.9).
 */
export function packetSeenBy(table: string, chain: string, packet: PacketRecord): PacketRecord {
  const { ifaceBefore, redirectedTo, iface } = packet;
  if (packet.direction === 'in') return packet;
  if (chain === 'POSTROUTING') return { ...packet, ...seenAfterNat(packet, redirectedTo) };
  const routed = { ...packet, iface: ifaceBefore ?? iface };

  return table === 'filter' ? { ...routed, ...seenAfterNat(routed, redirectedTo) } : routed;
}

/** The address of a packet after the nat table: REDIRECT changes it to a port of 127.0.0.1. */
export function seenAfterNat(packet: Addressed, redirectedTo: number | undefined): Addressed {
  const { iface, protocol, uid, remoteAddress, remotePort } = packet;
  const seen = { iface, protocol, uid, remoteAddress, remotePort };

  return redirectedTo === undefined
    ? seen
    : { ...seen, remoteAddress: '127.0.0.1', remotePort: redirectedTo };
}
