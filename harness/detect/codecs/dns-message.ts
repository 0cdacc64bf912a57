import { Cursor, NOT_OF_FORMAT, readOrNot } from './cursor.ts';

/** One name or value of a DNS message. */
export interface DnsValue {
  /** Section and index: `question[0]`, `answer[1].data`, `additional[0].option[12]`. */
  label: string;
  /** A name has its labels joined with dots. */
  bytes: Uint8Array;
  /** Offset in the message, in bytes. */
  at: number;
}

const HEADER = 12;
/** The bit of the flags that is zero in every message. */
const RESERVED = 0x40;
const FEW_RECORDS = 4;
/** Bytes of the header that are enough to recognize it. */
const SHORTEST_HEAD = 8;
/** Bytes of a name with its length bytes. */
const LONGEST_NAME = 255;
/** Larger counts of records are not used in practice. */
const MAX_RECORDS = 256;
const SECTIONS = ['question', 'answer', 'authority', 'additional'] as const;
/** Record types whose data is a name, with the number of bytes before the name. */
const NAME_BEHIND: Readonly<Record<number, number>> = { 2: 0, 5: 0, 12: 0, 15: 2, 33: 6, 39: 0, 65: 2 };
const TXT = 16;
const OPT = 41;
/** IN, CH, HS, NONE and ANY; multicast DNS also uses the highest bit. */
const CLASSES = [1, 3, 4, 254, 255];

/**
 * Whether bytes begin like a message with few records. Random bytes match with a chance of 1 in 2^28 if only 8 bytes of the
 * header are there, and 1 in 2^55 otherwise. Source: RFC 1035, section 4.1.1.
 * @param at offset of the message
 */
export function beginsLikeDns(bytes: Uint8Array, at = 0): boolean {
  if (bytes.length < at + SHORTEST_HEAD || ((bytes[at + 3] ?? 0) & RESERVED) !== 0) return false;
  let records = 0;
  for (let count = at + 4; count < Math.min(at + HEADER, bytes.length - 1); count += 2) {
    const low = bytes[count + 1] ?? 0;
    if (bytes[count] !== 0 || low > FEW_RECORDS) return false;
    records += low;
  }

  return records > 0;
}

/**
 * Names, data and options of one message that fills the bytes, apart from zeros at the end. Undefined if the bytes are
 * not such a message. Sources: RFC 1035, RFC 6891.
 */
export function readDnsMessage(bytes: Uint8Array): DnsValue[] | undefined {
  if (bytes.length < HEADER || ((bytes[3] ?? 0) & RESERVED) !== 0) return undefined;
  const counts = SECTIONS.map((_, section) => uint16At(bytes, 4 + section * 2));
  const [questions = 0, answers = 0] = counts;
  const sum = counts.reduce((total, count) => total + count, 0);
  if (questions + answers === 0 || sum > MAX_RECORDS) return undefined;

  return readOrNot(() => {
    const cursor = new Cursor(bytes);
    cursor.take(HEADER);
    const values: DnsValue[] = [];
    for (const [section, name] of SECTIONS.entries())
      for (let index = 0; index < (counts[section] ?? 0); index++) {
        const label = `${name}[${index}]`;
        values.push({ label, at: cursor.at, bytes: readName(cursor) });
        const type = cursor.uint(2);
        if (section === 0) {
          if (!CLASSES.includes(cursor.uint(2) & 0x7fff)) throw NOT_OF_FORMAT;
        } else values.push(...readData(cursor, label, type));
      }
    if (cursor.take(cursor.bytes.length - cursor.at).some((byte) => byte !== 0)) throw NOT_OF_FORMAT;

    return values.filter((value) => value.bytes.length > 0);
  });
}

function uint16At(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

/** Class, time to live and data of a record. The class of an `OPT` record is a size. */
function readData(cursor: Cursor, label: string, type: number): DnsValue[] {
  const recordClass = cursor.uint(2);
  if (type !== OPT && !CLASSES.includes(recordClass & 0x7fff)) throw NOT_OF_FORMAT;
  cursor.take(4);
  const size = cursor.uint(2);
  const from = cursor.at;
  const data = cursor.take(size);
  if (type === OPT) return readOptions(data, from, label);
  const before = NAME_BEHIND[type];
  const name = before === undefined ? undefined : readOrNot(() => readName(at(cursor, from + before)));
  if (name) return [{ label: `${label}.data`, at: from, bytes: name }];

  return [{ label: `${label}.data`, at: from, bytes: type === TXT ? readStrings(data) : data }];
}

function at(cursor: Cursor, offset: number): Cursor {
  const other = new Cursor(cursor.bytes);
  other.take(offset);

  return other;
}

function readOptions(data: Buffer, from: number, label: string): DnsValue[] {
  const cursor = new Cursor(data);
  const options: DnsValue[] = [];
  while (!cursor.ended) {
    const code = cursor.uint(2);
    const size = cursor.uint(2);
    const offset = from + cursor.at;
    options.push({ label: `${label}.option[${code}]`, at: offset, bytes: cursor.take(size) });
  }

  return options.filter(({ bytes }) => bytes.some((byte) => byte !== 0));
}

/** The strings of a `TXT` record, joined. */
function readStrings(data: Buffer): Buffer {
  const cursor = new Cursor(data);
  const strings: Buffer[] = [];
  while (!cursor.ended) strings.push(cursor.take(cursor.u8()));

  return Buffer.concat(strings);
}

/** A name, also with a pointer to an earlier name. The cursor then is after the name or the first pointer. */
function readName(cursor: Cursor): Buffer {
  const labels: Buffer[] = [];
  let length = 0;
  let reader = cursor;
  for (let earliest = cursor.at; ; ) {
    const size = reader.u8();
    if (size === 0) return joinLabels(labels);
    if (size < 64) {
      labels.push(reader.take(size));
      length += size + 1;
      if (length > LONGEST_NAME) throw NOT_OF_FORMAT;
    } else {
      const target = ((size & 0x3f) << 8) | reader.u8();
      // Only backwards, so that no message makes a loop.
      if (size < 0xc0 || target >= earliest || target < HEADER) throw NOT_OF_FORMAT;
      earliest = target;
      reader = at(cursor, target);
    }
  }
}

function joinLabels(labels: readonly Buffer[]): Buffer {
  return Buffer.concat(labels.flatMap((label, index) => (index === 0 ? [label] : [DOT, label])));
}

const DOT = Buffer.from('.');
