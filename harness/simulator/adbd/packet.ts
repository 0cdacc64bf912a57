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

/** The protocol without payload checksums. Until both sides said so in CNXN, checksums are due; an adb server that connects anew sends 0. */
export const VERSION_WITHOUT_CHECKSUMS = 0x01000001;
/** The most that one payload may carry; the smaller of both sides' is in force. */
export const MAX_PAYLOAD = 256 * 1024;

const HEADER = 24;
const COMMANDS: readonly string[] = ['CNXN', 'AUTH', 'STLS', 'OPEN', 'OKAY', 'WRTE', 'CLSE'];

/** What the bytes of a peer break the protocol with; the connection cannot go on. */
export class PacketError extends Error {
  override readonly name = 'PacketError';
}

/** Always with a checksum: it is asked for before CNXN and does no harm after it. */
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
 * Cuts a byte stream into packets. `needsChecksum` is asked for each packet, as the answer changes with CNXN.
 * Throws {@link PacketError} on what is no packet.
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
        throw new PacketError(`${command}: the checksum does not fit its ${length} bytes`);

      packets.push({ command, arg0: header.readUInt32LE(4), arg1: header.readUInt32LE(8), payload });
      const rest = bytes.subarray(HEADER + length);
      chunks = rest.length > 0 ? [rest, ...chunks.slice(1)] : chunks.slice(1);
      buffered -= HEADER + length;
    }

    return packets;
  };

  /** The first chunk, made to hold at least so many bytes. */
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
  if (!isCommand(command)) throw new PacketError(`no adb command: ${JSON.stringify(command)}`);
  if (header.readUInt32LE(20) !== (header.readUInt32LE(0) ^ 0xffffffff) >>> 0)
    throw new PacketError(`${command}: the magic word does not fit the command`);
  const length = header.readUInt32LE(12);
  if (length > MAX_PAYLOAD) throw new PacketError(`${command}: a payload of ${length} bytes is too long`);

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
