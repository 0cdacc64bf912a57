import { deflateSync, gzipSync } from 'node:zlib';
import type { Canary } from '../harness/model/canary.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { type createChance, jsonEvents, requestOf, tokenOf } from './detect-traffic.ts';

type Chance = ReturnType<typeof createChance>;

const WORDS =
  'page garden river weather stone news light travel search window paper model city music rain lisbon'.split(
    ' ',
  );
const words = (chance: Chance, count: number) =>
  Array.from({ length: count }, () => WORDS[chance.next(WORDS.length)] ?? 'page').join(' ');

/** A message of protobuf: numbers, texts, random bytes, and messages in messages. */
export function protobuf(chance: Chance, size: number): Exchange {
  return requestOf(messageOf(chance, size, 3), 'application/x-protobuf');
}

function messageOf(chance: Chance, size: number, depth: number): Buffer {
  const fields: Buffer[] = [];
  for (let length = 0; length < size; length += fields.at(-1)?.length ?? 1) {
    const number = 1 + chance.next(15);
    const kind = chance.next(depth > 0 ? 4 : 3);
    if (kind === 0) fields.push(Buffer.from([number << 3, chance.next(128)]));
    else {
      const value =
        kind === 1
          ? Buffer.from(words(chance, 1 + chance.next(8)))
          : kind === 2
            ? chance.bytes(chance.next(60))
            : messageOf(chance, Math.min(size, chance.next(400)), depth - 1);
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

/** A picture: what a camera's or a screen's picture begins with, and bytes that nobody reads. */
export function picture(chance: Chance, size: number): Exchange {
  const [type, head] =
    chance.next(2) === 0
      ? ['image/jpeg', 'ffd8ffe000104a46494600010101004800480000ffdb']
      : ['image/png', '89504e470d0a1a0a0000000d49484452'];

  return requestOf(Buffer.concat([Buffer.from(head, 'hex'), chance.bytes(size * 2)]), type);
}

/** A page with links to other sites, as an app sends one to be translated or looked at. */
export function page(chance: Chance, size: number): Exchange {
  const lines: string[] = ['<!doctype html><html><head><meta charset="utf-8"></head><body>'];
  for (let length = 0; length < size; length += lines.at(-1)?.length ?? 1)
    lines.push(
      `<p class="${words(chance, 1)}">${words(chance, 12)} <a href="https://${tokenOf(chance)}.test/${tokenOf(chance)}?q=${tokenOf(chance)}&amp;n=${chance.next(1000)}">${words(chance, 2)}</a></p>`,
    );

  return requestOf(Buffer.from(lines.join('\n')), 'text/html');
}

/** Parts of a form with a file, one of them in base64. */
export function parts(chance: Chance, size: number): Exchange {
  const boundary = `----${tokenOf(chance)}`;
  const part = (headers: string, body: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]);

  return requestOf(
    Buffer.concat([
      part('Content-Disposition: form-data; name="note"', words(chance, 30)),
      part(
        'Content-Disposition: form-data; name="log"; filename="log.gz"',
        gzipSync(jsonEvents(size, chance.next(2 ** 31) + 1)),
      ),
      part(
        'Content-Disposition: form-data; name="key"\r\nContent-Transfer-Encoding: base64',
        chance.bytes(size >> 2).toString('base64'),
      ),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
    `multipart/form-data; boundary=${boundary}`,
  );
}

/** Tokens as requests have them: of sessions, of devices, of keys, in fields and behind `Bearer`. */
export function tokens(chance: Chance, size: number): Exchange {
  const fields: string[] = [];
  for (let length = 0; length < size; length += fields.at(-1)?.length ?? 1) {
    const bytes = chance.bytes(8 + chance.next(40));
    const written = [
      () => bytes.toString('base64url'),
      () => bytes.toString('hex').toUpperCase(),
      () => `${tokenOf(chance)}-${tokenOf(chance)}`,
      () => BigInt(`0x${bytes.toString('hex')}`).toString(36),
      () =>
        bytes
          .subarray(0, 16)
          .toString('hex')
          .replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      () => encodeURIComponent(bytes.toString('latin1')),
    ];
    fields.push(`f${chance.next(40)}=${written[chance.next(written.length)]?.() ?? ''}`);
  }

  return requestOf(Buffer.from(fields.join('&')), 'application/x-www-form-urlencoded');
}

/** Ways to write what is nearly a canary: no codec may make a canary of it. */
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
 * @param missed a value that resembles a canary and is none
 */
export function encodedMisses(
  chance: Chance,
  size: number,
  canaries: readonly Canary[],
  missed: (canary: Canary) => string,
): Exchange {
  const lines: string[] = [];
  for (let length = 0; length < size; length += lines.at(-1)?.length ?? 1) {
    const canary = canaries[chance.next(canaries.length)];
    if (!canary) break;
    let value = missed(canary);
    for (let times = 1 + chance.next(2); times > 0; times--)
      value = ENCODINGS[chance.next(ENCODINGS.length)]?.(value) ?? value;
    lines.push(JSON.stringify({ at: chance.next(100_000), value }));
  }

  return requestOf(Buffer.from(lines.join('\n')), 'application/x-ndjson');
}
