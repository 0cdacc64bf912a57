import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Canary } from '../harness/model/canary.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { encodedMisses, page, parts, picture, protobuf, tokens } from './innocent-formats.ts';
import { createChance, jsonEvents, requestOf, tokenOf } from './detect-traffic.ts';

type Chance = ReturnType<typeof createChance>;
const FORM = 'application/x-www-form-urlencoded';

/** Canaries of every kind: those that a run plants, and weaker ones that anybody may look for. */
export function mixedCanaries(count: number): Canary[] {
  const chance = createChance(11);
  const makers: ((index: number) => Omit<Canary, 'id'>)[] = [
    () => ({
      kind: 'url',
      value: `https://${tokenOf(chance)}.example/${tokenOf(chance)}/garden?q=${tokenOf(chance)}`,
    }),
    () => ({ kind: 'host', value: `${tokenOf(chance)}.example` }),
    () => ({ kind: 'search', value: `${tokenOf(chance)} rain lisbon` }),
    () => ({ kind: 'text', value: `Garden window ${tokenOf(chance)}` }),
    (index) => ({ kind: 'url', value: `https://www.daily-river-news.example/world/article-${1000 + index}` }),
    (index) => ({ kind: 'search', value: `garden weather river stone ${index}` }),
  ];

  return Array.from({ length: count }, (_, index) => {
    const make = makers[index % makers.length];
    if (!make) throw new Error('there is a maker for each');

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
  const chance = createChance(seed);
  const kinds = [
    events,
    sensors,
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
    parts,
    tokens,
    dressed,
  ];
  for (let sent = 0, index = 0; sent < bytes; index++) {
    const make = kinds[index % kinds.length] ?? events;
    const exchange = { ...make(chance, 2048 + chance.next(largest - 2048), canaries), index };
    sent += exchange.body.length + exchange.url.length;
    yield exchange;
  }
}

function events(chance: Chance, size: number): Exchange {
  return requestOf(jsonEvents(size, chance.next(2 ** 31)), 'application/json');
}

function sensors(chance: Chance, size: number): Exchange {
  const list = gzipSync(jsonEvents(size * 2, chance.next(2 ** 31))).toString('base64');

  return requestOf(
    Buffer.from(`crc=${chance.next(2 ** 31)}&gzip=1&data_list=${encodeURIComponent(list)}`),
    FORM,
  );
}

function randomBytes(chance: Chance, size: number): Exchange {
  return requestOf(chance.bytes(size), 'application/octet-stream');
}

function randomText(chance: Chance, size: number): Exchange {
  const encoding = (['hex', 'base64', 'base64url'] as const)[chance.next(3)];
  const text = chance.bytes(size >> 1).toString(encoding);

  return chance.next(2) === 0
    ? requestOf(Buffer.from(JSON.stringify({ data: text, more: text.slice(0, 40) })), 'application/json')
    : requestOf(Buffer.from(text), 'text/plain');
}

/** Numbers of 32 bits and 8 hex digits, in fields that could be digests. */
function numbers(chance: Chance, size: number): Exchange {
  const fields: string[] = [];
  for (let length = 0; length < size; length += 40) {
    const value = chance.bytes(4).readUInt32BE(0);
    const name = ['crc', 'hash', 'id', 'n'][chance.next(4)] ?? 'n';
    fields.push(
      `{"${name}":${value | 0},"b":"${value.toString(16).padStart(8, '0')}","t":${1_700_000_000 + chance.next(10_000_000)}}`,
    );
  }

  return requestOf(Buffer.from(`[${fields.join(',')}]`), 'application/json');
}

function identifiers(chance: Chance, size: number): Exchange {
  const fields: string[] = [];
  for (let length = 0; length < size; length += 80)
    fields.push(`k${fields.length}=${chance.bytes(16).toString('hex')}&t${fields.length}=${tokenOf(chance)}`);

  return requestOf(Buffer.from(fields.join('&')), FORM);
}

/** What resembles a canary: one letter changed, another path of the site, the common words alone. */
function nearMisses(chance: Chance, size: number, canaries: readonly Canary[]): Exchange {
  const values: string[] = [];
  for (let length = 0; length < size; length += 120) {
    const canary = canaries[chance.next(canaries.length)];
    if (canary) values.push(missed(canary, chance));
  }

  return requestOf(Buffer.from(JSON.stringify({ values })), 'application/json');
}

function dressed(chance: Chance, size: number, canaries: readonly Canary[]): Exchange {
  return encodedMisses(chance, size, canaries, (canary) => missed(canary, chance));
}

function missed({ value }: Canary, chance: Chance): string {
  const changed = value.replaceAll(/[a-z0-9]{12}/g, (token) => {
    const at = 1 + chance.next(11);
    const other = token[at] === 'q' ? 'z' : 'q';

    return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
  });
  if (changed !== value) return changed;

  return (
    value.replace(/\d+$/, '').replace(/ [a-z]+ $/, ' ') + (value.includes('/') ? `x${chance.next(1000)}` : '')
  );
}

function digestsOfOthers(chance: Chance, size: number, canaries: readonly Canary[]): Exchange {
  const values: string[] = [];
  for (let length = 0; length < size; length += 100) {
    const canary = canaries[chance.next(canaries.length)];
    if (!canary) continue;
    const name = ['md5', 'sha1', 'sha256'][chance.next(3)] ?? 'md5';
    const bytes = createHash(name).update(missed(canary, chance)).digest();
    values.push(bytes.toString(chance.next(2) === 0 ? 'hex' : 'base64'));
  }

  return requestOf(Buffer.from(JSON.stringify({ values })), 'application/json');
}

function compressed(chance: Chance, size: number): Exchange {
  const body = jsonEvents(size * 2, chance.next(2 ** 31));
  const pack = [gzipSync, deflateSync, brotliFast][chance.next(3)] ?? gzipSync;

  return requestOf(pack(body), 'application/octet-stream');
}

function brotliFast(body: Uint8Array): Buffer {
  return brotliCompressSync(body, { params: { 1: 3 } });
}
