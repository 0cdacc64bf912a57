import { Duplex } from 'node:stream';
import type { Device, PacketRecord } from '../device.ts';
import { NetworkError } from './network-error.ts';

/** What is the same for all packets of a connection. */
export type Flow = Pick<
  PacketRecord,
  'uid' | 'iface' | 'ifaceBefore' | 'family' | 'remoteAddress' | 'remotePort' | 'redirectedTo'
>;

/** Payload of a full TCP segment, and the headers of a packet by family (IP and TCP with timestamps). */
const SEGMENT_BYTES = 1400;
const HEADER_BYTES = { 4: 52, 6: 72 } as const;

/**
 * Wraps a connected stream and records its packets in the packet log: the handshake, data segments, their
 * acknowledgements, and the end. Fails when the packet filter refuses what the app sends.
 */
export function countConnection(
  inner: Duplex,
  flow: Flow,
  { packetLog, packetFilters }: Pick<Device, 'packetLog' | 'packetFilters'>,
): Duplex {
  const routed = { ...flow, protocol: 'tcp', iface: flow.ifaceBefore ?? flow.iface } as const;
  const isRefused = () => packetFilters[flow.family].refusal(routed, flow.redirectedTo) !== undefined;
  const count = (direction: 'out' | 'in', packets: number, payload: number) => {
    const bytes = payload + packets * HEADER_BYTES[flow.family];
    if (packets > 0) packetLog.record({ ...flow, protocol: 'tcp', direction, packets, bytes });
  };
  const segments = (payload: number) => Math.ceil(payload / SEGMENT_BYTES);
  let ended = false;
  const countEnd = () => {
    if (ended) return;
    ended = true;
    count('out', 1, 0);
    socket.close();
  };

  // A socket keeps the addresses that its app chose, whatever the nat table changes in its packets.
  const { ifaceBefore: _before, redirectedTo: _port, ...endpoints } = routed;
  const socket = packetLog.open(endpoints);
  const handshake = { ...flow, protocol: 'tcp', packets: 1, bytes: HEADER_BYTES[flow.family] } as const;
  packetLog.record({ ...handshake, direction: 'out', opens: true });
  packetLog.record({ ...handshake, direction: 'in' });
  packetLog.record({ ...handshake, direction: 'out' });
  const outer = new Duplex({
    allowHalfOpen: true,
    read: () => inner.resume(),
    write(chunk: Buffer, _encoding, done) {
      if (isRefused()) {
        const bytes = chunk.length + HEADER_BYTES[flow.family];
        packetLog.record({ ...flow, protocol: 'tcp', direction: 'out', refused: true, packets: 1, bytes });
        inner.destroy();

        return done(new NetworkError('SocketException', `Connection reset: ${flow.remoteAddress}`));
      }
      socket.carried('out');
      count('out', segments(chunk.length), chunk.length);
      count('in', chunk.length > 0 ? 1 : 0, 0);
      inner.write(chunk, done);
    },
    final(done) {
      countEnd();
      inner.end(done);
    },
    destroy(error, done) {
      countEnd();
      inner.destroy();
      done(error);
    },
  });
  inner.on('data', (chunk: Buffer) => {
    socket.carried('in');
    count('in', segments(chunk.length), chunk.length);
    count('out', 1, 0);
    if (!outer.push(chunk)) inner.pause();
  });
  inner.on('end', () => {
    count('in', 1, 0);
    outer.push(null);
  });
  inner.on('error', (error) => outer.destroy(error));
  inner.on('close', () => {
    if (!inner.readableEnded) outer.destroy();
  });

  return outer;
}
