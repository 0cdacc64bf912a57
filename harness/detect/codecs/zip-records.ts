import { constants, inflateRawSync } from 'node:zlib';
import type { OutputBudget } from '../codec.ts';
import { Cursor, readOrNot } from './cursor.ts';
import { inflate, inflateUnannounced } from './inflate.ts';

/** One piece of a ZIP file: a member's content, or text and data that its records contain. */
export interface ZipPiece {
  /** `member`: content, decompressed if possible. `name`, `comment`, `extra`: fields of a record. `rest`: between records. */
  kind: 'member' | 'name' | 'comment' | 'extra' | 'rest';
  /** Name of the member; for other kinds, the number of the record. */
  label: string;
  bytes: Uint8Array;
  /** Offset in the file, in bytes. */
  at: number;
}

const [LOCAL, CENTRAL, END, END_64, LOCATOR_64, SIGNATURE, DESCRIPTOR] = [
  0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50, 0x05054b50, 0x08074b50,
];
const DEFLATED = 8;
const MAX_RECORDS = 20_000;
/** A size that is in the ZIP64 extra field. */
const IN_EXTRA = 0xffffffff;
const ZIP64 = 1;
/** Bit 3 of the flags: the sizes follow the content. */
const SIZE_BEHIND = 8;
const ENCRYPTED = 1;
const FLUSH = { finish: constants.Z_FINISH, sync: constants.Z_SYNC_FLUSH };
/** Characters. A longer name is cut in the chain; it is still searched. */
const LONGEST_LABEL = 64;
/** Bytes. Shorter fields contain nothing useful. */
const SHORTEST = 4;
/** Extra fields with sizes, times, owners and padding, and the most bytes that they need. */
const USUAL_EXTRAS: ReadonlyMap<number, number> = new Map([
  [ZIP64, 28],
  [0x000a, 32],
  [0x5455, 13],
  [0x5855, 12],
  [0x7855, 4],
  [0x7875, 11],
  [0xcafe, 0],
]);

/** Whether bytes begin with the record of a member. */
export function beginsLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * Reads a ZIP file from its first record to its end, without its directory, so that a truncated file gives all members
 * that are there. Source: PKWARE, APPNOTE.TXT 6.3.10.
 * @param budget limits the decompressed bytes of all members together
 */
export function readZip(
  bytes: Buffer,
  budget: OutputBudget,
): {
  pieces: ZipPiece[];
  /** The records fill the bytes and end as they should. */
  isComplete: boolean;
} {
  const reader = new ZipReader(bytes, budget);
  reader.read();
  const pieces = reader.pieces.filter((piece) => piece.bytes.length >= SHORTEST);

  return { pieces, isComplete: reader.hasEnd && !pieces.some(({ kind }) => kind === 'rest') };
}

class ZipReader {
  readonly pieces: ZipPiece[] = [];
  hasEnd = false;
  readonly #bytes: Buffer;
  readonly #budget: OutputBudget;
  #left: number;
  #records = 0;

  constructor(bytes: Buffer, budget: OutputBudget) {
    this.#bytes = bytes;
    this.#budget = budget;
    this.#left = budget.bytesLeft;
  }

  read(): void {
    for (let at = 0; at < this.#bytes.length && this.#left > 0; this.#records++) {
      if (this.#records >= MAX_RECORDS) return this.#budget.cutShort();
      const end = readOrNot(() => this.#readRecord(at)) ?? this.#nextRecord(at + 1);
      if (end > this.#bytes.length) return;
      const next = this.#isRecord(end) ? end : this.#nextRecord(end);
      this.#add('rest', this.#bytes.subarray(end, next), end);
      at = next;
    }
  }

  #add(kind: ZipPiece['kind'], bytes: Uint8Array, at: number, label = String(this.#records)): void {
    this.pieces.push({ kind, label, bytes, at });
  }

  /** Offset behind the record at `at`; throws if there is no complete record. */
  #readRecord(at: number): number {
    const cursor = new Cursor(this.#bytes.subarray(at));
    const take = (size: number, kind: ZipPiece['kind']) => {
      const from = at + cursor.at;
      const field = cursor.take(size);
      this.#add(kind, field, from);

      return field;
    };
    switch (cursor.uintLittle(4)) {
      case LOCAL:
        return this.#readMember(cursor, at);
      case CENTRAL: {
        cursor.take(24);
        const [name, extra, comment] = [cursor.uintLittle(2), cursor.uintLittle(2), cursor.uintLittle(2)];
        cursor.take(12);
        take(name, 'name');
        this.#addExtras(cursor.take(extra), at + cursor.at - extra);
        take(comment, 'comment');
        break;
      }
      case END:
        cursor.take(16);
        take(cursor.uintLittle(2), 'comment');
        this.hasEnd = true;
        break;
      case END_64: {
        const size = cursor.uintLittle(8);
        cursor.take(44);
        take(size - 44, 'extra');
        break;
      }
      case LOCATOR_64:
        cursor.take(16);
        break;
      case SIGNATURE:
        take(cursor.uintLittle(2), 'extra');
        break;
      default:
        return this.#nextRecord(at + 1);
    }

    return at + cursor.at;
  }

  #readMember(cursor: Cursor, at: number): number {
    cursor.take(2);
    const [flags, method] = [cursor.uintLittle(2), cursor.uintLittle(2)];
    cursor.take(8);
    const [packed, plain] = [cursor.uintLittle(4), cursor.uintLittle(4)];
    const [nameSize, extraSize] = [cursor.uintLittle(2), cursor.uintLittle(2)];
    const name = cursor.take(nameSize);
    this.#add('name', name, at + cursor.at - nameSize);
    const extra = cursor.take(extraSize);
    this.#addExtras(extra, at + cursor.at - extraSize);
    const start = at + cursor.at;
    const isSizeBehind = (flags & SIZE_BEHIND) !== 0 && packed === 0;
    const size = packed === IN_EXTRA ? sizeIn64(extra, plain === IN_EXTRA ? 8 : 0) : packed;
    const isDeflated = (flags & ENCRYPTED) === 0 && method === DEFLATED;
    // Deflated data shows its own end, so only other data is searched for the descriptor behind it.
    const open = isSizeBehind ? inflateUnannounced : inflate;
    const sized = this.#bytes.subarray(start, isSizeBehind ? undefined : start + size);
    const opened = isDeflated ? open(sized, inflateRawSync, FLUSH, this.#left) : undefined;
    if (opened?.cut) this.#budget.cutShort();
    const end = !isSizeBehind
      ? start + sized.length
      : opened && !opened.cut
        ? start + opened.consumed
        : this.#endBeforeDescriptor(start);
    const data = this.#bytes.subarray(start, end);
    const content = opened?.bytes ?? data;
    this.#left -= content.length;
    if (this.#left <= 0) this.#budget.cutShort();
    this.#add('member', content, start, printName(name, this.#records));
    if (opened && !isSizeBehind) this.#add('rest', data.subarray(opened.consumed), start + opened.consumed);

    return this.#behindDescriptor(end, end - start);
  }

  /** The end of a member whose size only the descriptor behind it says. */
  #endBeforeDescriptor(start: number): number {
    for (let at = start; (at = this.#bytes.indexOf('PK', at)) >= 0; at++) {
      const signature = this.#signatureAt(at);
      if (signature === DESCRIPTOR && this.#numberAt(at + 8) === at - start) return at;
      if (signature === CENTRAL) return at;
    }

    return this.#bytes.length;
  }

  /** A descriptor has 12 or 20 bytes, with or without a signature. */
  #behindDescriptor(end: number, size: number): number {
    const from = this.#signatureAt(end) === DESCRIPTOR ? end + 4 : end;
    const isAt = (at: number) => this.#isRecord(at) || at === this.#bytes.length;
    if (from === end && isAt(end)) return end;
    if (this.#numberAt(from + 4) === size)
      for (const length of [12, 20]) if (isAt(from + length)) return from + length;

    return from === end ? end : Math.min(from + 12, this.#bytes.length);
  }

  #addExtras(bytes: Buffer, from: number): void {
    for (let at = 0; at < bytes.length; ) {
      const size = at + 4 <= bytes.length ? bytes.readUInt16LE(at + 2) : bytes.length;
      const usual = at + 4 <= bytes.length ? USUAL_EXTRAS.get(bytes.readUInt16LE(at)) : undefined;
      if (usual === undefined || size > usual) {
        const data =
          size > bytes.length - at - 4 ? bytes.subarray(at) : bytes.subarray(at + 4, at + 4 + size);
        this.#add('extra', withoutZeros(data), from + at);
      }
      at += 4 + size;
    }
  }

  #nextRecord(from: number): number {
    for (let at = from; (at = this.#bytes.indexOf('PK', at)) >= 0; at++) if (this.#isRecord(at)) return at;

    return this.#bytes.length;
  }

  #isRecord(at: number): boolean {
    return [LOCAL, CENTRAL, END, END_64, LOCATOR_64, SIGNATURE].includes(this.#signatureAt(at));
  }

  #signatureAt(at: number): number {
    return this.#numberAt(at) ?? 0;
  }

  #numberAt(at: number): number | undefined {
    return at + 4 <= this.#bytes.length ? this.#bytes.readUInt32LE(at) : undefined;
  }
}

/** The size of the content in a ZIP64 extra field. */
function sizeIn64(extra: Buffer, before: number): number {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === ZIP64 && at + 4 + before + 8 <= extra.length)
      return Number(extra.readBigUInt64LE(at + 4 + before));

  return Infinity;
}

function printName(name: Buffer, record: number): string {
  return name.length === 0 ? String(record) : name.toString('utf8').slice(0, LONGEST_LABEL);
}

function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;

  return bytes.subarray(0, end);
}
