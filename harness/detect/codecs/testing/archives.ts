import { crc32, deflateRawSync } from 'node:zlib';

/** A member of a ZIP file and how it is written. */
export interface ZipMember {
  name: string;
  data: Buffer;
  deflated: boolean;
  /** Sizes before the content, behind it with or without a signature, or in a ZIP64 field. */
  sizes: 'before' | 'behind' | 'behind, bare' | 'zip64';
  extra?: Buffer;
  comment?: string;
}

/** A ZIP file (PKWARE, APPNOTE.TXT), optionally with a comment and without its directory. */
export function zipOf(members: readonly ZipMember[], { comment = '', isCut = false } = {}): Buffer {
  const records: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const { name, data, deflated, sizes, extra = Buffer.alloc(0) } = member;
    const packed = deflated ? deflateRawSync(data) : data;
    const isBehind = sizes.startsWith('behind');
    const [crc, method] = [crcOf(data), u16(deflated ? 8 : 0)];
    const flags = u16((isBehind ? 8 : 0) | 0x800);
    const known = Buffer.concat([crc, u32(packed.length), u32(data.length)]);
    const size64 = Buffer.concat([u16(1), u16(16), u64(data.length), u64(packed.length)]);
    const local = {
      before: known,
      behind: Buffer.alloc(12),
      'behind, bare': Buffer.alloc(12),
      zip64: Buffer.concat([crc, Buffer.alloc(8, 0xff)]),
    }[sizes];
    const fields = sizes === 'zip64' ? Buffer.concat([size64, extra]) : extra;
    const record = Buffer.concat([
      Buffer.from('504b0304', 'hex'),
      u16(20),
      flags,
      method,
      Buffer.alloc(4),
      local,
      u16(Buffer.byteLength(name)),
      u16(fields.length),
      Buffer.from(name),
      fields,
      packed,
      ...(isBehind ? [Buffer.from(sizes === 'behind' ? '504b0708' : '', 'hex'), known] : []),
    ]);
    const note = Buffer.from(member.comment ?? '');
    directory.push(
      Buffer.from('504b0102', 'hex'),
      u16(20),
      u16(20),
      flags,
      method,
      Buffer.alloc(4),
      known,
      u16(Buffer.byteLength(name)),
      u16(extra.length),
      u16(note.length),
      Buffer.alloc(8),
      u32(at),
      Buffer.from(name),
      extra,
      note,
    );
    records.push(record);
    at += record.length;
  }
  if (isCut) return Buffer.concat(records);
  const size = directory.reduce((sum, { length }) => sum + length, 0);

  return Buffer.concat([
    ...records,
    ...directory,
    Buffer.from('504b0506', 'hex'),
    Buffer.alloc(4),
    u16(members.length),
    u16(members.length),
    u32(size),
    u32(at),
    u16(Buffer.byteLength(comment)),
    Buffer.from(comment),
  ]);
}

/** A tar archive in the POSIX or the older format. */
export function tarOf(members: readonly { name: string; data: Buffer }[], isOld = false): Buffer {
  const blocks = members.flatMap(({ name, data }) => {
    const header = Buffer.alloc(512);
    header.write(name.slice(0, 100));
    header.write(['0000644', '0001750', '0001750', ''].join('\0'), 100);
    header.write(`${data.length.toString(8).padStart(11, '0')} 15140000000 `, 124);
    header.write(' '.repeat(8), 148);
    header.write('0', 156);
    if (!isOld) header.write('ustar\x0000user', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);

    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });

  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function crcOf(data: Buffer): Buffer {
  return u32(crc32(data));
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);

  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);

  return bytes;
}

function u64(value: number): Buffer {
  return Buffer.concat([u32(value), u32(0)]);
}
