import type { Device, PacketRecord } from '../device.ts';
import { blockingReason, type FirewallDevice } from './background-firewall.ts';
import { NetworkError } from './network-error.ts';
import { startTimeout } from './timeout.ts';

/** A packet that opens a connection, or a datagram, before the packet filter decides about it. */
export type Outgoing = Pick<
  PacketRecord,
  'uid' | 'chargedTo' | 'iface' | 'family' | 'protocol' | 'remoteAddress' | 'remotePort'
>;

/** Where the packet filter lets a packet out. */
export type Route = Pick<PacketRecord, 'iface' | 'ifaceBefore' | 'redirectedTo'>;

/** AOSP Process.java FIRST_APPLICATION_UID. */
const FIRST_APP = 10_000;
/** The error of a socket that may not connect (EPERM). */
export const LOOPBACK_BLOCKED = 'connect failed: EPERM (Operation not permitted)';

type Filters = Pick<Device, 'packetFilters' | 'packetLog' | 'clock' | 'options'> & FirewallDevice;

/** Linux gives up on a connection without an answer after 6 retries (net.ipv4.tcp_syn_retries), milliseconds. */
const CONNECT_TIMEOUT_MS = 127_000;
/** Headers of a packet without payload, by family and protocol. */
const HEADER_BYTES = { tcp: { 4: 60, 6: 80 }, udp: { 4: 28, 6: 48 } } as const;

/**
 * Sends a packet through the packet filter and Android's firewall. Rejects with the error of the app's socket if one of them refuses
 * the packet.
 */
export async function routeOf(device: Filters, packet: Outgoing, payload = 0): Promise<Route> {
  const filter = device.packetFilters[packet.family];
  if (device.options.loopbackBlocked === true && packet.iface === 'lo' && packet.uid >= FIRST_APP)
    throw new NetworkError('ConnectException', LOOPBACK_BLOCKED);
  const isRedirected = packet.protocol === 'tcp' && device.options.brokenRedirect !== true;
  const redirectedTo = isRedirected ? filter.redirectPort(packet) : undefined;
  const refusal = filter.refusal(packet, redirectedTo);
  const isMoved = redirectedTo !== undefined && packet.iface === 'wlan0';
  const route: Route = {
    iface: isMoved ? 'lo' : packet.iface,
    ...(isMoved && { ifaceBefore: 'wlan0' }),
    ...(redirectedTo !== undefined && { redirectedTo }),
  };
  // netd's program is behind all chains of iptables, and exempts the loopback.
  const dropped = !refusal && route.iface !== 'lo' && blockingReason(device, packet.uid) !== undefined;
  if (!refusal && !dropped) return route;
  device.packetLog.record({
    ...packet,
    ...route,
    direction: 'out',
    opens: true,
    ...(dropped ? { dropped } : { refused: true }),
    packets: 1,
    bytes: HEADER_BYTES[packet.protocol][packet.family] + payload,
  });
  const target = `${packet.remoteAddress}:${packet.remotePort}`;
  // The kernel returns the verdict of a rule in OUTPUT to the sender of a datagram (Linux ip_output.c: NF_DROP is EPERM).
  if (packet.protocol === 'udp')
    throw new NetworkError('SocketException', `sendto failed: EPERM (Operation not permitted): ${target}`);
  const isSilent = dropped || refusal?.target === 'DROP';
  if (isSilent) await new Promise<void>((resolve) => startTimeout(device.clock, CONNECT_TIMEOUT_MS, resolve));
  throw new NetworkError(
    isSilent ? 'SocketTimeoutException' : 'ConnectException',
    `Failed to connect to ${target}`,
  );
}
