import type { Clock, PacketLedger, PacketRecord } from '../device.ts';

/** The one list of packets that netstats, `/proc/net` and the iptables counters are made of. It only grows. */
export function createLedger(clock: Pick<Clock, 'now'>): PacketLedger {
  const records: PacketRecord[] = [];

  return {
    record(packet) {
      if (!(packet.packets > 0) || packet.bytes < 0) {
        throw new RangeError(`no such packets: ${packet.packets} of ${packet.bytes} bytes`);
      }
      records.push(Object.freeze({ at: clock.now(), ...packet }));
    },
    since: (position) => records.slice(position),
    position: () => records.length,
  };
}
