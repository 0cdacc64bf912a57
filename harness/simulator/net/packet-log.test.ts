import assert from 'node:assert/strict';
import type { PacketRecord } from '../device.ts';
import { createPacketLog } from './packet-log.ts';

const packet: Omit<PacketRecord, 'at'> = {
  uid: 10123,
  iface: 'wlan0',
  family: 4,
  protocol: 'tcp',
  direction: 'out',
  remoteAddress: '198.18.0.1',
  remotePort: 443,
  packets: 2,
  bytes: 1504,
};

describe('the packet log', () => {
  it('keeps records in order, with their time', () => {
    let now = 5;
    const packetLog = createPacketLog({ now: () => now });
    packetLog.record(packet);
    now = 9;
    packetLog.record({ ...packet, direction: 'in' });
    assert.deepEqual(
      packetLog.since(0).map((record) => [record.at, record.direction, record.bytes]),
      [
        [5, 'out', 1504],
        [9, 'in', 1504],
      ],
    );
  });

  it('returns only records after a position', () => {
    const packetLog = createPacketLog({ now: () => 0 });
    packetLog.record(packet);
    const position = packetLog.position();
    packetLog.record({ ...packet, remotePort: 80 });
    assert.deepEqual(
      packetLog.since(position).map((record) => record.remotePort),
      [80],
    );
  });

  it('does not allow changed or forged records', () => {
    const packetLog = createPacketLog({ now: () => 0 });
    packetLog.record(packet);
    const record = packetLog.since(0)[0] as PacketRecord;
    assert.throws(() => {
      record.bytes = 0;
    }, TypeError);
    assert.throws(() => packetLog.record({ ...packet, packets: 0 }), RangeError);
    assert.throws(() => packetLog.record({ ...packet, bytes: -1 }), RangeError);
    assert.equal(packetLog.position(), 1);
  });
});
