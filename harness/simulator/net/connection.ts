import { Duplex } from 'node:stream';
import type { PacketLog, PacketRecord } from '../device.ts';

/** What is the same for all packets of a connection. */
export type Flow = Pick<
  PacketRecord,
  'uid' | 'iface' | 'family' | 'remoteAddress' | 'remotePort' | 'redirectedTo'
>;

/** Payload of a full TCP segment, and the headers of a packet by family (IP and TCP with timestamps). */
const SEGMENT_BYTES = 1400;
const HEADER_BYTES = { 4: 52, 6: 72 } as const;

/**
 * Wraps a connected stream and records its packets in the packet log: the handshake, data segments, their
 * acknowledgements, and the end.
 */
export function countConnection(inner: Duplex, flow: Flow, packetLog: PacketLog): Duplex {
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

  const { redirectedTo: _, ...endpoints } = flow;
  const socket = packetLog.open({ ...endpoints, protocol: 'tcp' });
  const handshake = { ...flow, protocol: 'tcp', packets: 1, bytes: HEADER_BYTES[flow.family] } as const;
  packetLog.record({ ...handshake, direction: 'out', opens: true });
  packetLog.record({ ...handshake, direction: 'in' });
  packetLog.record({ ...handshake, direction: 'out' });
  const outer = new Duplex({
    allowHalfOpen: true,
    read: () => inner.resume(),
    write(chunk: Buffer, _encoding, done) {
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
