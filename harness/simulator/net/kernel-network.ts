import type { Duplex } from 'node:stream';
import type { Device } from '../device.ts';

/** The real network of a phone in a namespace: its iptables, counters and firewall decide what leaves. */
export interface KernelNetwork {
  /** Opens a TCP connection as a UID. Rejects with an error whose `code` is that of the kernel, such as ECONNREFUSED. */
  connect(uid: number, address: string, port: number): Promise<Duplex>;
  /** Sends a datagram as a UID. Rejects as `connect` does. */
  send(uid: number, address: string, port: number, body: Uint8Array): Promise<void>;
  /** Opens a port on the phone's loopback; its connections go to `onLoopback`. */
  listen(port: number): void;
  unlisten(port: number): void;
  stop(): void;
}

/** The kernel counts what leaves; the packet log keeps the sockets, and the packets over the loopback. */
export function kernelCounts({
  packetLog,
  packetFilters,
}: Device): Pick<Device, 'packetLog' | 'packetFilters'> {
  return {
    packetFilters,
    packetLog: {
      ...packetLog,
      record: (packet) => void (packet.iface === 'lo' && packetLog.record(packet)),
    },
  };
}
