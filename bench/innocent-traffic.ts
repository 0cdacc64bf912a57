import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Canary } from '../harness/model/canary.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { encodedNearMisses, page, multipart, picture, protobuf, tokens } from './innocent-formats.ts';
import { createRandom, jsonEvents, requestOf, tokenOf } from './detect-traffic.ts';

type Random = ReturnType<typeof createRandom>;
const FORM = 'application/x-www-form-urlencoded';

/** Canaries of every kind: a run's own, and weaker ones that a user of `scan` may choose. */
export function mixedCanaries(count: number): Canary[] {
  const random = createRandom(11);
  const generators: ((index: number) => Omit<Canary, 'id'>)[] = [
    () => ({
      kind: 'url',
      value: `https://${tokenOf(random)}.example/${tokenOf(random)}/garden?q=${tokenOf(random)}`,
    }),
    () => ({ kind: 'host', value: `${tokenOf(random)}.example` }),
    () => ({ kind: 'search', value: `${tokenOf(random)} rain lisbon` }),
    () => ({ kind: 'text', value: `Garden window ${tokenOf(random)}` }),
    (index) => ({ kind: 'url', value: `https://www.daily-river-news.example/world/article-${1000 + index}` }),
    (index) => ({ kind: 'search', value: `garden weather river stone ${index}` }),
  ];

  return Array.from({ length: count }, (_, index) => {
    const make = generators[index % generators.length];
    if (!make) throw new Error(`no generator for canary ${index}`);

    return { id: `c${index}`, ...make(index) };
  });
}

/**
 * Traffic of at least `bytes` bytes that holds no canary: events as SDKs write them, pages, pictures, forms and protobuf,
 * random bytes in every encoding, numbers and identifiers, and near misses of the canaries themselves, plain and encoded.
 * Each kind in turn. The same for the same seed.
 * @param largest size of a body in bytes, before some kinds double it
 */
export function* innocentTraffic(
  bytes: number,
  canaries: readonly Canary[],
  seed = 1,
  largest = 64 * 1024,
): Generator<Exchange> {
  const random = createRandom(seed);
  const kinds = [
    events,
    sensorsUpload,
    randomBytes,
    randomText,
    numbers,
    identifiers,
    nearMisses,
    digestsOfOthers,
    compressed,
    protobuf,
    picture,
    page,
    multipart,
    tokens,
    encodedMisses,
  ];
  for (let sent = 0, index = 0; sent < bytes; index++) {
    const make = kinds[index % kinds.length] ?? events;
    const exchange = { ...make(random, 2048 + random.next(largest - 2048), canaries), index };
    sent += exchange.body.length + exchange.url.length;
    yield exchange;
  }
}

function events(random: Random, size: number): Exchange {
  return requestOf(jsonEvents(size, random.next(2 ** 31)), 'application/json');
}

function sensorsUpload(random: Random, size: number): Exchange {
  const list = gzipSync(jsonEvents(size * 2, random.next(2 ** 31))).toString('base64');

  return requestOf(
    Buffer.from(`crc=${random.next(2 ** 31)}&gzip=1&data_list=${encodeURIComponent(list)}`),
    FORM,
  );
}

function randomBytes(random: Random, size: number): Exchange {
  return requestOf(random.bytes(size), 'application/octet-stream');
}

function randomText(random: Random, size: number): Exchange {
  const encoding = (['hex', 'base64', 'base64url'] as const)[random.next(3)];
  const text = random.bytes(size >> 1).toString(encoding);

  return random.next(2) === 0
    ? requestOf(Buffer.from(JSON.stringify({ data: text, more: text.slice(0, 40) })), 'application/json')
    : requestOf(Buffer.from(text), 'text/plain');
}

/** Numbers of 32 bits and 8 hex digits, in fields that could be digests. */
function numbers(random: Random, size: number): Exchange {
  const fields: string[] = [];
  for (let length = 0; length < size; length += 40) {
    const value = random.bytes(4).readUInt32BE(0);
    const name = ['crc', 'hash', 'id', 'n'][random.next(4)] ?? 'n';
    fields.push(
      `{"${name}":${value | 0},"b":"${value.toString(16).padStart(8, '0')}","t":${1_700_000_000 + random.next(10_000_000)}}`,
    );
  }

  return requestOf(Buffer.from(`[${fields.join(',')}]`), 'application/json');
}

function identifiers(random: Random, size: number): Exchange {
  const fields: string[] = [];
  for (let length = 0; length < size; length += 80)
    fields.push(`k${fields.length}=${random.bytes(16).toString('hex')}&t${fields.length}=${tokenOf(random)}`);

  return requestOf(Buffer.from(fields.join('&')), FORM);
}

/** Near misses of canaries: one letter changed, another path of the site, only the common words. */
function nearMisses(random: Random, size: number, canaries: readonly Canary[]): Exchange {
  const values: string[] = [];
  for (let length = 0; length < size; length += 120) {
    const canary = canaries[random.next(canaries.length)];
    if (canary) values.push(nearMissOf(canary, random));
  }

  return requestOf(Buffer.from(JSON.stringify({ values })), 'application/json');
}

function encodedMisses(random: Random, size: number, canaries: readonly Canary[]): Exchange {
  return encodedNearMisses(random, size, canaries, (canary) => nearMissOf(canary, random));
}

function nearMissOf({ value }: Canary, random: Random): string {
  const changed = value.replaceAll(/[a-z0-9]{12}/g, (token) => {
    const at = 1 + random.next(11);
    const other = token[at] === 'q' ? 'z' : 'q';

    return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
  });
  if (changed !== value) return changed;

  return (
    value.replace(/\d+$/, '').replace(/ [a-z]+ $/, ' ') + (value.includes('/') ? `x${random.next(1000)}` : '')
  );
}

function digestsOfOthers(random: Random, size: number, canaries: readonly Canary[]): Exchange {
  const values: string[] = [];
  for (let length = 0; length < size; length += 100) {
    const canary = canaries[random.next(canaries.length)];
    if (!canary) continue;
    const name = ['md5', 'sha1', 'sha256'][random.next(3)] ?? 'md5';
    const bytes = createHash(name).update(nearMissOf(canary, random)).digest();
    values.push(bytes.toString(random.next(2) === 0 ? 'hex' : 'base64'));
  }

  return requestOf(Buffer.from(JSON.stringify({ values })), 'application/json');
}

function compressed(random: Random, size: number): Exchange {
  const body = jsonEvents(size * 2, random.next(2 ** 31));
  const compress = [gzipSync, deflateSync, brotliFast][random.next(3)] ?? gzipSync;

  return requestOf(compress(body), 'application/octet-stream');
}

function brotliFast(body: Uint8Array): Buffer {
  return brotliCompressSync(body, { params: { 1: 3 } });
}
