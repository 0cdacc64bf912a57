import { isIP } from 'node:net';

const QUERY_FLAGS = 0x0100;
const ANSWER_FLAGS = 0x8180;
const NAME_ERROR = 3;
const TYPES = { 4: 1, 6: 28 } as const;

/** A query for one name (RFC 1035). */
export function dnsQuestion(id: number, name: string, family: 4 | 6): Buffer {
  return Buffer.concat([header(id, QUERY_FLAGS, 0), question(name, TYPES[family])]);
}

export interface DnsQuestion {
  id: number;
  name: string;
  family: 4 | 6;
}

/** Reads a query; undefined if the bytes are not a query for an address. */
export function readDnsQuestion(message: Uint8Array): DnsQuestion | undefined {
  const bytes = Buffer.from(message);
  if (bytes.length < 17 || bytes.readUInt16BE(4) !== 1 || (bytes.readUInt16BE(2) & 0x8000) !== 0)
    return undefined;
  const { name, end } = readName(bytes, 12);
  if (name === '' || end + 4 > bytes.length) return undefined;
  const type = bytes.readUInt16BE(end);
  if (type !== TYPES[4] && type !== TYPES[6]) return undefined;

  return { id: bytes.readUInt16BE(0), name, family: type === TYPES[4] ? 4 : 6 };
}

/** The answer to a query: one address, or NXDOMAIN for undefined. */
export function dnsAnswer(query: DnsQuestion, address: string | undefined): Buffer {
  const type = TYPES[query.family];
  const flags = ANSWER_FLAGS | (address === undefined ? NAME_ERROR : 0);
  const parts = [header(query.id, flags, address === undefined ? 0 : 1), question(query.name, type)];
  if (address !== undefined) {
    const data = addressBytes(address);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(data.length, 10);
    parts.push(record, data);
  }

  return Buffer.concat(parts);
}

/** The first address in an answer; undefined for NXDOMAIN or bytes that are not an answer. */
export function readDnsAnswer(message: Uint8Array): string | undefined {
  const bytes = Buffer.from(message);
  if (bytes.length < 17 || (bytes.readUInt16BE(2) & 0x8000) === 0 || bytes.readUInt16BE(6) === 0)
    return undefined;
  let at = readName(bytes, 12).end + 4;
  for (let left = bytes.readUInt16BE(6); left > 0 && at < bytes.length; left -= 1) {
    at = readName(bytes, at).end;
    if (at + 10 > bytes.length) return undefined;
    const type = bytes.readUInt16BE(at);
    const length = bytes.readUInt16BE(at + 8);
    const data = bytes.subarray(at + 10, at + 10 + length);
    if (type === TYPES[4] && data.length === 4) return data.join('.');
    if (type === TYPES[6] && data.length === 16) return data.toString('hex').match(/.{4}/g)?.join(':');
    at += 10 + length;
  }

  return undefined;
}

function header(id: number, flags: number, answers: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt16BE(flags, 2);
  bytes.writeUInt16BE(1, 4);
  bytes.writeUInt16BE(answers, 6);

  return bytes;
}

function question(name: string, type: number): Buffer {
  const labels = name
    .replace(/\.$/, '')
    .split('.')
    .flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]);

  return Buffer.concat([...labels, Buffer.from([0, 0, type, 0, 1])]);
}

/** A compressed name ends at its pointer; the rest of the name is not needed here. */
function readName(bytes: Buffer, from: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = from;
  while (at < bytes.length) {
    const length = bytes.readUInt8(at);
    if (length === 0) return { name: labels.join('.'), end: at + 1 };
    if (length >= 0xc0) return { name: labels.join('.'), end: at + 2 };
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }

  return { name: '', end: bytes.length };
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [before = '', after = ''] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const head = groups(before);
  const tail = groups(after);
  const all = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];

  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
