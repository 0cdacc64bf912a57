import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPacketReader, encodePacket, PacketError, type Packet } from './packet.ts';

const packet = fc.record(
  {
    command: fc.constantFrom('CNXN', 'OPEN', 'OKAY', 'WRTE', 'CLSE' as const),
    arg0: fc.nat(),
    arg1: fc.nat(),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

describe('adb packets', () => {
  it('are read as they were written, for any chunks', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), fc.integer({ min: 1, max: 90 }), (packets, size) => {
        const bytes = Buffer.concat(packets.map((each) => encodePacket(each as Packet)));
        const read = createPacketReader(() => true);
        const found: Packet[] = [];
        for (let at = 0; at < bytes.length; at += size) found.push(...read(bytes.subarray(at, at + size)));
        assert.deepEqual(found, packets);
      }),
      { numRuns: 100 },
    );
  });

  const good = () => encodePacket({ command: 'WRTE', arg0: 1, arg1: 2, payload: Buffer.from('hello') });
  const broken: [string, (bytes: Buffer) => void][] = [
    ['an unknown command', (bytes) => bytes.write('XXXX', 0)],
    ['a wrong magic value', (bytes) => bytes.writeUInt32LE(1, 20)],
    ['a payload over the limit', (bytes) => bytes.writeUInt32LE(0x7fffffff, 12)],
    ['a wrong checksum', (bytes) => bytes.writeUInt32LE(1, 16)],
  ];
  for (const [name, damage] of broken)
    it(`are refused with ${name}`, () => {
      const bytes = good();
      damage(bytes);
      assert.throws(() => createPacketReader(() => true)(bytes), PacketError);
    });

  it('need no checksum once both sides announced it, nor from a server that reconnects', () => {
    const bytes = good();
    bytes.writeUInt32LE(1, 16);
    assert.equal(createPacketReader(() => false)(bytes).length, 1);
    bytes.writeUInt32LE(0, 16);
    assert.equal(createPacketReader(() => true)(bytes).length, 1);
  });
});
