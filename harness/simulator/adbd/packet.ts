import { counted } from '../../model/counted.ts';

/**
 * The packets of adb's transport: a header of six little-endian words, then the payload.
 * Source: AOSP packages/modules/adb/protocol.txt.
 */
export interface Packet {
  command: Command;
  arg0: number;
  arg1: number;
  payload: Buffer;
}

export type Command = 'CNXN' | 'AUTH' | 'STLS' | 'OPEN' | 'OKAY' | 'WRTE' | 'CLSE';

/** The protocol version without payload checksums. Checksums are required until both sides have sent it in CNXN; a new adb server sends 0. */
export const VERSION_WITHOUT_CHECKSUMS = 0x01000001;
/** Most bytes in one payload; the smaller value of both sides applies. */
export const MAX_PAYLOAD = 256 * 1024;

const HEADER = 24;
const COMMANDS: readonly string[] = ['CNXN', 'AUTH', 'STLS', 'OPEN', 'OKAY', 'WRTE', 'CLSE'];

/** A peer violated the protocol; the connection must be closed. */
export class PacketError extends Error {
  override readonly name = 'PacketError';
}

/** Always adds a checksum, which is required before CNXN and ignored after it. */
export function encodePacket(packet: Packet): Buffer {
  const header = Buffer.alloc(HEADER);
  header.write(packet.command, 0, 'latin1');
  header.writeUInt32LE(packet.arg0, 4);
  header.writeUInt32LE(packet.arg1, 8);
  header.writeUInt32LE(packet.payload.length, 12);
  header.writeUInt32LE(checksumOf(packet.payload), 16);
  header.writeUInt32LE((header.readUInt32LE(0) ^ 0xffffffff) >>> 0, 20);

  return Buffer.concat([header, packet.payload]);
}

/**
 * Splits a byte stream into packets. `needsChecksum` is called for each packet, as the result changes with CNXN.
 * Throws {@link PacketError} if the bytes are not a packet.
 */
export function createPacketReader(needsChecksum: () => boolean): (chunk: Buffer) => Packet[] {
  let chunks: Buffer[] = [];
  let buffered = 0;

  return (chunk) => {
    chunks.push(chunk);
    buffered += chunk.length;
    const packets: Packet[] = [];
    while (buffered >= HEADER) {
      const header = joined(HEADER);
      const { command, length } = headerOf(header);
      if (buffered < HEADER + length) break;
      const bytes = joined(HEADER + length);
      const payload = bytes.subarray(HEADER, HEADER + length);
      const checksum = header.readUInt32LE(16);
      if (needsChecksum() && checksum !== 0 && checksum !== checksumOf(payload))
        throw new PacketError(
          `${command}: the checksum does not match the payload (${counted(length, 'byte')})`,
        );

      packets.push({ command, arg0: header.readUInt32LE(4), arg1: header.readUInt32LE(8), payload });
      const rest = bytes.subarray(HEADER + length);
      chunks = rest.length > 0 ? [rest, ...chunks.slice(1)] : chunks.slice(1);
      buffered -= HEADER + length;
    }

    return packets;
  };

  /** Returns the first chunk. If it has fewer bytes than `length`, joins all chunks into one first. */
  function joined(length: number): Buffer {
    const first = chunks[0];
    if (first !== undefined && first.length >= length) return first;
    const all = Buffer.concat(chunks);
    chunks = [all];

    return all;
  }
}

function headerOf(header: Buffer): { command: Command; length: number } {
  const command = header.toString('latin1', 0, 4);
  if (!isCommand(command)) throw new PacketError(`adb has no command ${JSON.stringify(command)}`);
  if (header.readUInt32LE(20) !== (header.readUInt32LE(0) ^ 0xffffffff) >>> 0)
    throw new PacketError(`${command}: the packet's magic field does not match its command`);
  const length = header.readUInt32LE(12);
  if (length > MAX_PAYLOAD)
    throw new PacketError(
      `${command}: the payload of ${counted(length, 'byte')} is longer than ${counted(MAX_PAYLOAD, 'byte')}`,
    );

  return { command, length };
}

function isCommand(text: string): text is Command {
  return COMMANDS.includes(text);
}

/** The sum of all bytes, modulo 2^32. */
function checksumOf(payload: Buffer): number {
  let sum = 0;
  for (const byte of payload) sum = (sum + byte) >>> 0;

  return sum;
}
