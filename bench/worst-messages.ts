import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Exchange } from '../harness/model/exchange.ts';
import { createRandom, jsonEvents, requestOf } from './detect-traffic.ts';

const MB = 1_000_000;

/** Repetitions that take extremely long with patterns and parsers that are not linear. */
const REPEATED = [
  'a',
  'a=',
  'a=b&',
  '%25',
  '\\',
  '<',
  '<!--',
  '&#',
  '&amp;',
  ' ',
  '==',
  '\x1b',
  '"',
  '",',
  "'",
  '[',
  '{"a":',
  '=?UTF-8?B?',
  'eyJ',
  'xn--',
  '0x41',
  'aa:',
  'begin 644 a\n',
  '-----',
];

/** Expensive messages with their names. They are large, so each is created on demand. */
export function* worstMessages(): Generator<[name: string, make: () => Exchange]> {
  const random = createRandom(11);
  const words = () => Array.from({ length: 1_000_000 }, () => random.bytes(15).toString('base64')).join(' ');
  yield ['10 MB of gzip that inflate to 10 GB', () => requestOf(gzipBomb())];
  yield ['brotli that decompresses to 1 GB', () => requestOf(brotliBomb(), 'application/octet-stream')];
  yield ['10,000 nested arrays', () => requestOf(nested('[', '', ']', 10_000))];
  yield ['1,000,000 nested objects', () => requestOf(nested('{"a":', '1', '}', 1_000_000))];
  yield ['100 MB of JSON events', () => requestOf(jsonEvents(100 * MB), 'application/json')];
  yield [
    '100 MB of one JSON string',
    () => requestOf(Buffer.from(`{"a":"${'garden '.repeat(100 * (MB / 7))}"}`)),
  ];
  yield ['100 MB of random bytes', () => requestOf(random.bytes(100 * MB))];
  yield ['a million words that look like base64', () => requestOf(Buffer.from(words()))];
  for (const unit of REPEATED)
    yield [
      `10 MB of ${JSON.stringify(unit)}`,
      () => requestOf(Buffer.from(`${unit.repeat(Math.ceil((10 * MB) / unit.length))}"\x01`)),
    ];
}

function nested(open: string, inside: string, close: string, times: number): Buffer {
  return Buffer.from(open.repeat(times) + inside + close.repeat(times));
}

/** 10 MB that inflate to 10 GB: many gzip members in a row. */
function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * MB), { level: 9 });

  return Buffer.concat(Array.from({ length: Math.ceil((10_000 * MB) / (64 * MB)) }, () => member));
}

function brotliBomb(): Buffer {
  return brotliCompressSync(Buffer.alloc(1000 * MB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}
