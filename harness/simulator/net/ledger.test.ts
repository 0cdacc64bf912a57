import assert from 'node:assert/strict';
import type { PacketRecord } from '../device.ts';
import { createLedger } from './ledger.ts';

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

describe('the packet ledger', () => {
  it('keeps what was recorded, with the time, in order', () => {
    let now = 5;
    const ledger = createLedger({ now: () => now });
    ledger.record(packet);
    now = 9;
    ledger.record({ ...packet, direction: 'in' });
    assert.deepEqual(
      ledger.since(0).map((record) => [record.at, record.direction, record.bytes]),
      [
        [5, 'out', 1504],
        [9, 'in', 1504],
      ],
    );
  });

  it('gives only what came after a position', () => {
    const ledger = createLedger({ now: () => 0 });
    ledger.record(packet);
    const position = ledger.position();
    ledger.record({ ...packet, remotePort: 80 });
    assert.deepEqual(
      ledger.since(position).map((record) => record.remotePort),
      [80],
    );
  });

  it('lets nobody change or forge a record', () => {
    const ledger = createLedger({ now: () => 0 });
    ledger.record(packet);
    const record = ledger.since(0)[0] as PacketRecord;
    assert.throws(() => {
      record.bytes = 0;
    }, TypeError);
    assert.throws(() => ledger.record({ ...packet, packets: 0 }), RangeError);
    assert.throws(() => ledger.record({ ...packet, bytes: -1 }), RangeError);
    assert.equal(ledger.position(), 1);
  });
});
