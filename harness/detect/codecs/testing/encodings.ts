import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { tarOf, zipOf } from './archives.ts';
import { BASE32, BASE32_HEX, BASE64, BASE64_ALPHABETS, RADIX_ALPHABETS } from '../alphabets.ts';

export type Encoding = (data: Buffer) => Buffer;

const text =
  (write: (data: Buffer) => string): Encoding =>
  (data) =>
    Buffer.from(write(data));
const hexOf = (data: Buffer, before: string, between: string) =>
  [...data].map((byte) => before + byte.toString(16).padStart(2, '0')).join(between);

/** Ways to write any bytes. */
export const BYTES: Record<string, Encoding> = {
  percent: text((data) => hexOf(data, '%', '')),
  base64: text((data) => data.toString('base64')),
  'base64, URL-safe, unpadded': text((data) => data.toString('base64url')),
  'base64, wrapped': text((data) => data.toString('base64').replaceAll(/.{76}/g, '$&\n')),
  'base64, spaces for plus': text((data) => data.toString('base64').replaceAll('+', ' ')),
  'base64 amid text': text((data) => `key "${data.toString('base64')}" end`),
  hex: text((data) => data.toString('hex')),
  'hex, upper': text((data) => data.toString('hex').toUpperCase()),
  'hex amid text': text((data) => `<${data.toString('hex')}>`),
  'hex, 0x': text((data) => `[${hexOf(data, '0x', ', ')}]`),
  'hex, escaped': text((data) => hexOf(data, '\\x', '')),
  'hex, colons': text((data) => hexOf(data, '', ':')),
  'hex, spaces, amid text': text((data) => `dump: ${hexOf(data, '', ' ')}.`),
  'bytes, unsigned': text((data) => JSON.stringify({ body: [...data] })),
  'numbers, as text': text((data) => [...new Int8Array(data)].join(', ')),
  latin1: text((data) => data.toString('latin1')),
  'text, filled up with zeros': (data) =>
    Buffer.concat([Buffer.from(data.toString('base64')), Buffer.alloc(3)]),
  'bytes, signed': text((data) => `[${[...new Int8Array(data)].join(', ')}]`),
  gzip: (data) => gzipSync(data),
  'gzip, two members and a tail': (data) =>
    Buffer.concat([gzipSync(data.subarray(0, 9)), gzipSync(data.subarray(9)), Buffer.from('tail')]),
  zlib: (data) => deflateSync(data),
  deflate: (data) => deflateRawSync(data),
  brotli: (data) => brotliCompressSync(data),
  zstd: zstdOf,
  lz4: lz4Of,
  'snappy, framed': snappyFramedOf,
  json: text((data) => JSON.stringify([{ event: 'page', data: data.toString('base64') }])),
  grpc: (data) => Buffer.concat([Buffer.from([0]), u32(data.length), data]),
  'grpc, compressed': (data) => {
    const packed = gzipSync(data);

    return Buffer.concat([Buffer.from([1]), u32(packed.length), packed]);
  },
  'data URL': text((data) => `data:application/octet-stream;base64,${data.toString('base64')}`),
  'quoted-printable in multipart': text(
    (data) =>
      `--b1b1b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${hexOf(data, '=', '').toUpperCase()}\r\n--b1b1b1--\r\n`,
  ),
  'base64 in multipart': text(
    (data) =>
      `--b1b1b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n${data.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n--b1b1b1--\r\n`,
  ),
  uuencode: text(uuencodeOf),
  yenc: yencOf,
  zip: (data) => zipOf([{ name: 'log.json', data, deflated: true, sizes: 'before' }]),
  'zip, stored, as a stream': (data) =>
    zipOf([
      { name: 'a.txt', data: Buffer.from('a'), deflated: true, sizes: 'behind, bare' },
      { name: 'log.json', data, deflated: false, sizes: 'behind' },
    ]),
  tar: (data) => tarOf([{ name: 'log/events.json', data }]),
  'gzip amid bytes': (data) =>
    Buffer.concat([Buffer.from([0xfe, 0xca, 0x99, 0, 1]), gzipSync(data), Buffer.from('\xff\xfe', 'latin1')]),
};

/** Ways to write what makes sense by itself: text, or data that tells what it is. */
export const SENSE: Record<string, Encoding> = {
  numbers: text((data) => JSON.stringify({ body: intsOf(data) })),
  'numbers, with bars': text((data) => intsOf(data).join('|')),
  'base64 stuck to a prefix': text((data) => `v1x${data.toString('base64')}`),
  base32: text((data) => bitsOf(data, BASE32, 5)),
  'base32, lower, amid text': text((data) => `id: ${bitsOf(data, BASE32, 5).toLowerCase()}.`),
  base32hex: text((data) => bitsOf(data, BASE32_HEX, 5)),
  ...Object.fromEntries(
    RADIX_ALPHABETS.map(([name, alphabet]) => [name, text((data) => radixOf(data, alphabet))]),
  ),
  'base62 amid text': text((data) => `t=${radixOf(data, RADIX_ALPHABETS[4]![1])};`),
  ascii85: text((data) => base85Of(data, ASCII85)),
  'ascii85, framed': text((data) => `<~${base85Of(data, ASCII85)}~>`),
  z85: text((data) => base85Of(Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4, 32)]), Z85)),
  'base64, reversed': text((data) => [...data.toString('base64')].toReversed().join('')),
  'base64, case-swapped': text((data) =>
    data.toString('base64').replaceAll(/[A-Za-z]/g, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase())),
  ),
  ...Object.fromEntries(
    BASE64_ALPHABETS.map(([name, alphabet]) => [
      `base64, ${name}`,
      text((data) =>
        data
          .toString('base64')
          .replaceAll('=', '')
          .replaceAll(/./g, (c) => alphabet[BASE64.indexOf(c)] ?? c),
      ),
    ]),
  ),
  'snappy, bare': (data) => snappyOf(data),
  'lz4, bare': (data) => lz4BlockOf(data),
  'records, u32': (data) => Buffer.concat([u32(4), Buffer.from('\0\x01\0\x02'), u32(data.length), data]),
  'records, u16, little': (data) => Buffer.concat([Buffer.from([data.length & 255, data.length >> 8]), data]),
  msgpack: (data) =>
    Buffer.concat([Buffer.from([0x82, 0xa1, 0x61, 0xcc, 200, 0xa1, 0x62, 0xc5]), u16(data.length), data]),
  cbor: (data) =>
    Buffer.concat([Buffer.from([0xa2, 0x61, 0x61, 0x18, 200, 0x61, 0x62, 0x59]), u16(data.length), data]),
  bencode: (data) => Buffer.concat([Buffer.from(`d1:ai7e1:b${data.length}:`), data, Buffer.from('e')]),
  thrift: (data) =>
    Buffer.concat([
      Buffer.from([0x82, 0x21, 1, 3, 0x6c, 0x6f, 0x67, 0x15, 4, 0x18]),
      varint(data.length),
      data,
      Buffer.from([0]),
    ]),
  jce: (data) =>
    Buffer.concat([Buffer.from([0x00, 7, 0x1d, 0, 1]), u16(data.length), data, Buffer.from([0x2c])]),
  dns: (data) => dnsQueryOf('a.example', data),
  'dns over TCP': (data) => {
    const queries = [dnsQueryOf('a.example'), dnsQueryOf('b.example', data)];

    return Buffer.concat(queries.flatMap((query) => [u16(query.length), query]));
  },
};

/** Light disguises of a text with a URL in it. */
export const DISGUISES: Record<string, Encoding> = {
  reversed: text((data) => [...data.toString()].toReversed().join('')),
  rot13: text((data) => rotate(data, 13)),
  rot5: text((data) => rotate(data, 5)),
  xor: (data) => data.map((byte) => byte ^ 0x5a) as Buffer,
  'characters in a list': text((data) => JSON.stringify([...data.toString('base64')])),
  'characters with bars': text((data) => [...data.toString('base64')].join('|')),
  'bits in two letters': text((data) =>
    [...data]
      .flatMap((byte) => [...byte.toString(2).padStart(8, '0')].toReversed())
      .map((bit) => 'xo'[Number(bit)])
      .join(''),
  ),
};

const hex4 = (unit: number) => unit.toString(16).padStart(4, '0');
/** Escapes of one UTF-16 unit. */
const ESCAPES: readonly [name: string, write: (unit: number) => string][] = [
  ['unicode escapes', (unit) => `\\u${hex4(unit)}`],
  ['escapes of .NET', (unit) => `_x${hex4(unit).toUpperCase()}_`],
  ['escapes of Info-ZIP', (unit) => `#U${hex4(unit)}`],
];

/** Ways to write text. */
export const TEXTS: Record<string, Encoding> = {
  'json of text': text((data) =>
    JSON.stringify({ properties: { value: data.toString() } }).replaceAll('/', '\\/'),
  ),
  'form of text': text((data) => new URLSearchParams({ a: '1', value: data.toString() }).toString()),
  'percent, twice': text((data) => encodeURIComponent(encodeURIComponent(data.toString()))),
  'HTML entities': text((data) =>
    data
      .toString()
      .replaceAll(/[^\w\s]/g, (c) => (c === '&' ? '&amp;' : `&#x${c.codePointAt(0)!.toString(16)};`)),
  ),
  XML: text((data) => `<?xml version="1.0"?><e><v a="${entities(data)}">x</v></e>`),
  'XML in GBK': (data) =>
    Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="GBK"?><e t="'),
      Buffer.from('b0d7cdb7cecc', 'hex'),
      Buffer.from(
        `"><v>${entities(data).replaceAll(/[^\u0000-\u007f]/gu, (c) => `&#${c.codePointAt(0)};`)}</v></e>`,
      ),
    ]),
  CDATA: text((data) => `<e><v><![CDATA[${data.toString().replaceAll(']]>', ']]]]><![CDATA[>')}]]></v></e>`),
  'property list': text(
    (data) => `<plist version="1.0"><dict><key>u</key><string>${entities(data)}</string></dict></plist>`,
  ),
  CSV: text((data) => `a,b,c\n1,"${data.toString().replaceAll('"', '""')}",3\n`),
  SSE: text((data) => `event: x\ndata: ${data.toString().replaceAll('\n', '\ndata: ')}\n\n`),
  JWT: text(
    (data) =>
      `${b64url('{"alg":"HS256","typ":"JWT"}')}.${b64url(JSON.stringify({ sub: data.toString() }))}.c2lnbmF0dXJl`,
  ),
  'basic auth': text((data) => `Basic ${Buffer.from(`name:${data.toString()}`).toString('base64')}`),
  'quoted-printable': text(
    (data) =>
      `=\r\n${[...data]
        .map((b) =>
          b > 126 || b < 33 || b === 61
            ? hexOf(Buffer.from([b]), '=', '').toUpperCase()
            : String.fromCharCode(b),
        )
        .join('')
        .replaceAll(/(.{50}(?![0-9A-F]))/g, '$1=\r\n')}`,
  ),
  'MIME words': text((data) => `=?UTF-8?B?${data.toString('base64')}?=`),
  'UTF-16, little': (data) => Buffer.from(data.toString(), 'utf16le'),
  'UTF-16, big': (data) => Buffer.from(data.toString(), 'utf16le').swap16(),
  'full width': text((data) =>
    data.toString().replaceAll(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  ),
  ...Object.fromEntries(
    ESCAPES.map(([name, write]) => [
      name,
      text((data) =>
        Array.from({ length: data.toString().length }, (_, at) => write(data.toString().charCodeAt(at))).join(
          '',
        ),
      ),
    ]),
  ),
  'code points': text((data) => [...data.toString()].map((c) => `U+${hexCode(c)}`).join(' ')),
  'code points in signs': text((data) => [...data.toString()].map((c) => `<U+${hexCode(c)}>`).join('')),
  'code points in braces': text((data) =>
    [...data.toString()].map((c) => `\\u{${c.codePointAt(0)!.toString(16)}}`).join(''),
  ),
  'code points of eight digits': text((data) =>
    [...data.toString()].map((c) => `\\U${hexCode(c).padStart(8, '0')}`).join(''),
  ),
};

const hexCode = (c: string) => c.codePointAt(0)!.toString(16).padStart(4, '0').toUpperCase();

const ASCII85 = Array.from({ length: 85 }, (_, value) => String.fromCharCode(33 + value)).join('');
const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

function rotate(data: Buffer, shift: number): string {
  return data
    .toString()
    .replaceAll(/[a-z]/g, (c) => String.fromCharCode(((c.charCodeAt(0) - 97 + shift) % 26) + 97));
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);

  return bytes;
}

function u16(value: number): Buffer {
  return u32(value).subarray(2);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** A DNS query with EDNS, and optionally an option for private use (RFC 6891). */
export function dnsQueryOf(name: string, option?: Buffer, padding = 0): Buffer {
  const options = [
    ...(option ? [u16(65_001), u16(option.length), option] : []),
    ...(padding > 0 ? [u16(12), u16(padding), Buffer.alloc(padding)] : []),
  ];
  const size = options.reduce((sum, { length }) => sum + length, 0);

  return Buffer.concat([
    Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]),
    dnsNameOf(name),
    Buffer.from([0, 1, 0, 1, 0, 0, 41, 0x10, 0, 0, 0, 0, 0]),
    u16(size),
    ...options,
  ]);
}

/** A host name as DNS messages contain it: each label behind its length, then a zero. */
export function dnsNameOf(name: string): Buffer {
  return Buffer.concat([
    ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0]),
  ]);
}

function entities(data: Buffer): string {
  return data
    .toString()
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function b64url(value: string): string {
  return Buffer.from(value).toString('base64url');
}

function bitsOf(data: Buffer, alphabet: string, bits: number): string {
  const binary = [...data].map((byte) => byte.toString(2).padStart(8, '0')).join('');

  return (binary.match(new RegExp(`.{1,${bits}}`, 'g')) ?? [])
    .map((group) => alphabet[Number.parseInt(group.padEnd(bits, '0'), 2)])
    .join('');
}

function radixOf(data: Buffer, alphabet: string): string {
  const base = BigInt(alphabet.length);
  let digits = '';
  for (let value = BigInt(`0x${data.toString('hex')}`); value > 0n; value /= base)
    digits = `${alphabet[Number(value % base)]}${digits}`;

  const zeros = data.findIndex((byte) => byte !== 0);

  return (alphabet[0] ?? '').repeat(Math.max(0, zeros)) + digits;
}

function base85Of(data: Buffer, alphabet: string): string {
  let written = '';
  for (let at = 0; at < data.length; at += 4) {
    const chunk = data.subarray(at, at + 4);
    let value = Buffer.concat([chunk, Buffer.alloc(4 - chunk.length)]).readUInt32BE();
    let group = '';
    for (let digit = 0; digit < 5; digit++) {
      group = `${alphabet[value % 85]}${group}`;
      value = Math.floor(value / 85);
    }
    written +=
      alphabet === ASCII85 && group === '!!!!!' && chunk.length === 4
        ? 'z'
        : group.slice(0, chunk.length + 1);
  }

  return written;
}

function uuencodeOf(data: Buffer): string {
  let written = 'begin 644 log\n';
  for (let at = 0; at < data.length; at += 45) {
    const line = data.subarray(at, at + 45);
    const padded = Buffer.concat([line, Buffer.alloc((3 - (line.length % 3)) % 3)]);
    const six = padded
      .toString('base64')
      .replaceAll(/./g, (c) => String.fromCharCode(32 + BASE64.indexOf(c)).replace(' ', '`'));
    written += `${String.fromCharCode(32 + line.length)}${six}\n`;
  }

  return `${written}\`\nend\n`;
}

function yencOf(data: Buffer): Buffer {
  const body = [...data].flatMap((byte) => {
    const moved = (byte + 42) & 255;

    return [0, 10, 13, 61].includes(moved) ? [61, (moved + 64) & 255] : [moved];
  });

  return Buffer.concat([
    Buffer.from(`=ybegin line=128 size=${data.length} name=x\r\n`),
    Buffer.from(body),
    Buffer.from(`\r\n=yend size=${data.length}\r\n`),
  ]);
}

/** A frame of blocks that are not compressed: all that an encoder need do. */
function zstdOf(data: Buffer): Buffer {
  const block = Buffer.alloc(3);
  block.writeUIntLE(1 + data.length * 8, 0, 3);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);

  return Buffer.concat([Buffer.from('28b52ffda0', 'hex'), size, block, data]);
}

function lz4BlockOf(data: Buffer): Buffer {
  const more: number[] = [];
  for (let rest = data.length - 15; rest >= 0; rest -= 255) more.push(Math.min(rest, 255));
  if (data.length >= 15 && more.at(-1) === 255) more.push(0);

  return Buffer.concat([Buffer.from([Math.min(data.length, 15) << 4, ...more]), data]);
}

function lz4Of(data: Buffer): Buffer {
  const block = lz4BlockOf(data);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);

  return Buffer.concat([Buffer.from('04224d18604082', 'hex'), size, block, Buffer.alloc(4)]);
}

function snappyOf(data: Buffer): Buffer {
  const elements = [];
  for (let at = 0; at < data.length; at += 60) {
    const chunk = data.subarray(at, at + 60);
    elements.push(Buffer.from([(chunk.length - 1) << 2]), chunk);
  }

  return Buffer.concat([varint(data.length), ...elements]);
}

function snappyFramedOf(data: Buffer): Buffer {
  const block = snappyOf(data);
  const size = Buffer.alloc(4);
  size.writeUInt32LE((block.length + 4) << 8);

  return Buffer.concat([Buffer.from('\xff\x06\0\0sNaPpY', 'latin1'), size, Buffer.alloc(4), block]);
}

/** As an `int[]` holds bytes, with zeros at the end. */
function intsOf(data: Buffer): number[] {
  const padded = Buffer.concat([data, Buffer.alloc(4 - (data.length % 4))]);

  return Array.from({ length: padded.length / 4 }, (_, at) => padded.readInt32BE(at * 4));
}
