import { gzipSync } from 'node:zlib';
import type { Canary } from '../harness/model/canary.ts';
import type { Exchange } from '../harness/model/exchange.ts';

/** Chance that is the same in every run: xorshift32. */
export function createChance(seed: number): { next(below: number): number; bytes(length: number): Buffer } {
  let state = seed >>> 0 || 1;
  const step = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;

    return state >>> 0;
  };

  return {
    next: (below) => step() % below,
    bytes: (length) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; at++) bytes[at] = step() >>> 11;

      return bytes;
    },
  };
}

type Chance = ReturnType<typeof createChance>;

const WORDS =
  'page load event start visit browser home search video news garden travel weather music city river stone light paper model'.split(
    ' ',
  );

/** A token as canaries have it: 12 characters, the first a letter. */
export function tokenOf(chance: Chance): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  let token = alphabet[chance.next(26)] ?? 'a';
  while (token.length < 12) token += alphabet[chance.next(36)] ?? 'a';

  return token;
}

/** URLs as a run plants them. */
export function canariesOf(count: number): Canary[] {
  const chance = createChance(7);

  return Array.from({ length: count }, (_, index) => ({
    id: `visit-${index}`,
    kind: 'url',
    value: `https://${tokenOf(chance)}.example/${tokenOf(chance)}/garden?q=${tokenOf(chance)}`,
  }));
}

/** An array of events as JSON, `size` bytes or a little more: each has a URL, a base64 and a hex field. No canary. */
export function jsonEvents(size: number, seed = 1): Buffer {
  const chance = createChance(seed);
  const events: string[] = [];
  for (let length = 0; length < size; length += (events.at(-1)?.length ?? 0) + 1)
    events.push(
      JSON.stringify({
        event: `${word(chance)}_${word(chance)}`,
        time: 1_700_000_000_000 + chance.next(1_000_000_000),
        properties: {
          url: `https://www.${word(chance)}${word(chance)}.com/${word(chance)}/${word(chance)}-${chance.next(100_000)}?id=${chance.next(1_000_000)}&ref=${word(chance)}`,
          title: Array.from({ length: 5 }, () => word(chance)).join(' '),
          payload: chance.bytes(30 + chance.next(30)).toString('base64'),
          digest: chance.bytes(20).toString('hex'),
        },
      }),
    );

  return Buffer.from(`[${events.join(',')}]`);
}

/** A request to a collector. */
export function requestOf(body: Uint8Array, contentType = ''): Exchange {
  return {
    index: 0,
    method: 'POST',
    url: 'https://collect.test/v1/events?app=browser&v=3',
    host: 'collect.test',
    headers: contentType === '' ? [] : [['content-type', contentType]],
    body,
    trailers: [],
    messages: [],
  };
}

function word(chance: Chance): string {
  return WORDS[chance.next(WORDS.length)] ?? 'page';
}

/** What a phone sends in an hour, as it is mixed: JSON, forms of base64 of gzip, plain forms, protobuf-like bytes, pictures, pages' requests. */
export function mixedTraffic(size: number): Exchange[] {
  const chance = createChance(3);
  const exchanges: Exchange[] = [];
  for (let sent = 0; sent < size; sent += exchanges.at(-1)?.body.length ?? 0) {
    const events = jsonEvents(2000 + chance.next(60_000), chance.next(1 << 30) + 1);
    const form = `crc=${chance.next(1 << 30)}&gzip=1&data_list=${encodeURIComponent(gzipSync(events).toString('base64'))}`;
    const picture = Buffer.concat([
      Buffer.from('ffd8ffe000104a464946', 'hex'),
      chance.bytes(40_000 + chance.next(400_000)),
    ]);
    const page = Buffer.from(
      Array.from(
        { length: 2000 },
        () => `<p class="${word(chance)}">${word(chance)} ${word(chance)}</p>`,
      ).join('\n'),
    );
    exchanges.push(
      requestOf(events, 'application/json'),
      requestOf(Buffer.from(form), 'application/x-www-form-urlencoded'),
      requestOf(picture, 'image/jpeg'),
      requestOf(page, 'text/html'),
    );
    sent += events.length + form.length + picture.length;
  }

  return exchanges;
}
