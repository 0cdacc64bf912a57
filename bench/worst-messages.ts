import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Exchange } from '../harness/model/exchange.ts';
import { createChance, jsonEvents, requestOf } from './detect-traffic.ts';

const MB = 1_000_000;

/** Repetitions on which patterns and parsers that are not linear never end. */
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

/** Messages that were made to cost much, each told by a name. They are made one at a time, as they are large. */
export function* worstMessages(): Generator<[name: string, make: () => Exchange]> {
  const chance = createChance(11);
  const words = () => Array.from({ length: 1_000_000 }, () => chance.bytes(15).toString('base64')).join(' ');
  yield ['a bomb: 10 GB from 10 MB of gzip', () => requestOf(bomb())];
  yield ['a bomb of brotli: 1 GB', () => requestOf(brotliBomb(), 'application/octet-stream')];
  yield ['10,000 nested arrays', () => requestOf(nested('[', '', ']', 10_000))];
  yield ['1,000,000 nested objects', () => requestOf(nested('{"a":', '1', '}', 1_000_000))];
  yield ['100 MB of JSON events', () => requestOf(jsonEvents(100 * MB), 'application/json')];
  yield [
    '100 MB of one JSON string',
    () => requestOf(Buffer.from(`{"a":"${'garden '.repeat(100 * (MB / 7))}"}`)),
  ];
  yield ['100 MB of random bytes', () => requestOf(chance.bytes(100 * MB))];
  yield ['a million words like base64', () => requestOf(Buffer.from(words()))];
  for (const unit of REPEATED)
    yield [
      `10 MB of ${JSON.stringify(unit)}`,
      () => requestOf(Buffer.from(`${unit.repeat(Math.ceil((10 * MB) / unit.length))}"\x01`)),
    ];
}

function nested(open: string, inside: string, close: string, times: number): Buffer {
  return Buffer.from(open.repeat(times) + inside + close.repeat(times));
}

/** 10 MB that inflate to 10 GB: members of gzip one behind the other. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * MB), { level: 9 });

  return Buffer.concat(Array.from({ length: Math.ceil((10_000 * MB) / (64 * MB)) }, () => member));
}

function brotliBomb(): Buffer {
  return brotliCompressSync(Buffer.alloc(1000 * MB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}
