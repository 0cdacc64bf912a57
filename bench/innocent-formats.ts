import { deflateSync, gzipSync } from 'node:zlib';
import type { Canary } from '../harness/model/canary.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { type createRandom, jsonEvents, requestOf, tokenOf } from './detect-traffic.ts';

type Random = ReturnType<typeof createRandom>;

const WORDS =
  'page garden river weather stone news light travel search window paper model city music rain lisbon'.split(
    ' ',
  );
const words = (random: Random, count: number) =>
  Array.from({ length: count }, () => WORDS[random.next(WORDS.length)] ?? 'page').join(' ');

/** A message of protobuf: numbers, texts, random bytes, and messages in messages. */
export function protobuf(random: Random, size: number): Exchange {
  return requestOf(messageOf(random, size, 3), 'application/x-protobuf');
}

function messageOf(random: Random, size: number, depth: number): Buffer {
  const fields: Buffer[] = [];
  for (let length = 0; length < size; length += fields.at(-1)?.length ?? 1) {
    const number = 1 + random.next(15);
    const kind = random.next(depth > 0 ? 4 : 3);
    if (kind === 0) fields.push(Buffer.from([number << 3, random.next(128)]));
    else {
      const value =
        kind === 1
          ? Buffer.from(words(random, 1 + random.next(8)))
          : kind === 2
            ? random.bytes(random.next(60))
            : messageOf(random, Math.min(size, random.next(400)), depth - 1);
      fields.push(Buffer.from([(number << 3) | 2]), varint(value.length), value);
    }
  }

  return Buffer.concat(fields);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** A picture: the header of a JPEG or PNG, and random bytes. */
export function picture(random: Random, size: number): Exchange {
  const [type, head] =
    random.next(2) === 0
      ? ['image/jpeg', 'ffd8ffe000104a46494600010101004800480000ffdb']
      : ['image/png', '89504e470d0a1a0a0000000d49484452'];

  return requestOf(Buffer.concat([Buffer.from(head, 'hex'), random.bytes(size * 2)]), type);
}

/** A page with links to other sites, as an app sends it to a translation or safety service. */
export function page(random: Random, size: number): Exchange {
  const lines: string[] = ['<!doctype html><html><head><meta charset="utf-8"></head><body>'];
  for (let length = 0; length < size; length += lines.at(-1)?.length ?? 1)
    lines.push(
      `<p class="${words(random, 1)}">${words(random, 12)} <a href="https://${tokenOf(random)}.test/${tokenOf(random)}?q=${tokenOf(random)}&amp;n=${random.next(1000)}">${words(random, 2)}</a></p>`,
    );

  return requestOf(Buffer.from(lines.join('\n')), 'text/html');
}

/** Parts of a form with a file, one of them in base64. */
export function multipart(random: Random, size: number): Exchange {
  const boundary = `----${tokenOf(random)}`;
  const part = (headers: string, body: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]);

  return requestOf(
    Buffer.concat([
      part('Content-Disposition: form-data; name="note"', words(random, 30)),
      part(
        'Content-Disposition: form-data; name="log"; filename="log.gz"',
        gzipSync(jsonEvents(size, random.next(2 ** 31) + 1)),
      ),
      part(
        'Content-Disposition: form-data; name="key"\r\nContent-Transfer-Encoding: base64',
        random.bytes(size >> 2).toString('base64'),
      ),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
    `multipart/form-data; boundary=${boundary}`,
  );
}

/** Tokens in the forms of sessions, devices and keys, in fields of a form. */
export function tokens(random: Random, size: number): Exchange {
  const fields: string[] = [];
  for (let length = 0; length < size; length += fields.at(-1)?.length ?? 1) {
    const bytes = random.bytes(8 + random.next(40));
    const spellings = [
      () => bytes.toString('base64url'),
      () => bytes.toString('hex').toUpperCase(),
      () => `${tokenOf(random)}-${tokenOf(random)}`,
      () => BigInt(`0x${bytes.toString('hex')}`).toString(36),
      () =>
        bytes
          .subarray(0, 16)
          .toString('hex')
          .replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      () => encodeURIComponent(bytes.toString('latin1')),
    ];
    fields.push(`f${random.next(40)}=${spellings[random.next(spellings.length)]?.() ?? ''}`);
  }

  return requestOf(Buffer.from(fields.join('&')), 'application/x-www-form-urlencoded');
}

/** Encodings of near misses: no codec may turn one into a canary. */
const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => gzipSync(text).toString('base64'),
  (text) => deflateSync(text).toString('base64url'),
  (text) => [...text].toReversed().join(''),
  (text) => JSON.stringify({ u: text.replaceAll('/', '\\/') }),
  (text) => Buffer.from(JSON.stringify([{ url: text }])).toString('base64'),
  (text) => text.toUpperCase(),
];

/**
 * Near misses under one or two encodings.
 * @param nearMissOf a value that resembles a canary and is none
 */
export function encodedNearMisses(
  random: Random,
  size: number,
  canaries: readonly Canary[],
  nearMissOf: (canary: Canary) => string,
): Exchange {
  const lines: string[] = [];
  for (let length = 0; length < size; length += lines.at(-1)?.length ?? 1) {
    const canary = canaries[random.next(canaries.length)];
    if (!canary) break;
    let value = nearMissOf(canary);
    for (let times = 1 + random.next(2); times > 0; times--)
      value = ENCODINGS[random.next(ENCODINGS.length)]?.(value) ?? value;
    lines.push(JSON.stringify({ at: random.next(100_000), value }));
  }

  return requestOf(Buffer.from(lines.join('\n')), 'application/x-ndjson');
}
