import { gzipSync } from 'node:zlib';
import type { Canary } from '../harness/model/canary.ts';
import type { Exchange } from '../harness/model/exchange.ts';

/** A random generator with the same values in every run: xorshift32. */
export function createRandom(seed: number): { next(below: number): number; bytes(length: number): Buffer } {
  let state = seed >>> 0 || 1;
  const nextState = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;

    return state >>> 0;
  };

  return {
    next: (below) => nextState() % below,
    bytes: (length) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; at++) bytes[at] = nextState() >>> 11;

      return bytes;
    },
  };
}

type Random = ReturnType<typeof createRandom>;

const WORDS =
  'page load event start visit browser home search video news garden travel weather music city river stone light paper model'.split(
    ' ',
  );

/** A token in the form of a canary's: 12 characters, the first a letter. */
export function tokenOf(random: Random): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  let token = alphabet[random.next(26)] ?? 'a';
  while (token.length < 12) token += alphabet[random.next(36)] ?? 'a';

  return token;
}

/** URLs in the form of a run's canaries. */
export function canariesOf(count: number): Canary[] {
  const random = createRandom(7);

  return Array.from({ length: count }, (_, index) => ({
    id: `visit-${index}`,
    kind: 'url',
    value: `https://${tokenOf(random)}.example/${tokenOf(random)}/garden?q=${tokenOf(random)}`,
  }));
}

/** An array of events as JSON, `size` bytes or a little more: each has a URL, a base64 and a hex field. No canary. */
export function jsonEvents(size: number, seed = 1): Buffer {
  const random = createRandom(seed);
  const events: string[] = [];
  for (let length = 0; length < size; length += (events.at(-1)?.length ?? 0) + 1)
    events.push(
      JSON.stringify({
        event: `${randomWord(random)}_${randomWord(random)}`,
        time: 1_700_000_000_000 + random.next(1_000_000_000),
        properties: {
          url: `https://www.${randomWord(random)}${randomWord(random)}.com/${randomWord(random)}/${randomWord(random)}-${random.next(100_000)}?id=${random.next(1_000_000)}&ref=${randomWord(random)}`,
          title: Array.from({ length: 5 }, () => randomWord(random)).join(' '),
          payload: random.bytes(30 + random.next(30)).toString('base64'),
          digest: random.bytes(20).toString('hex'),
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

function randomWord(random: Random): string {
  return WORDS[random.next(WORDS.length)] ?? 'page';
}

/** A mix of the requests of a phone: JSON, forms of base64 of gzip, plain forms, protobuf-like bytes, pictures, pages' requests. */
export function mixedTraffic(size: number): Exchange[] {
  const random = createRandom(3);
  const exchanges: Exchange[] = [];
  for (let sent = 0; sent < size; sent += exchanges.at(-1)?.body.length ?? 0) {
    const events = jsonEvents(2000 + random.next(60_000), random.next(1 << 30) + 1);
    const form = `crc=${random.next(1 << 30)}&gzip=1&data_list=${encodeURIComponent(gzipSync(events).toString('base64'))}`;
    const picture = Buffer.concat([
      Buffer.from('ffd8ffe000104a464946', 'hex'),
      random.bytes(40_000 + random.next(400_000)),
    ]);
    const page = Buffer.from(
      Array.from(
        { length: 2000 },
        () => `<p class="${randomWord(random)}">${randomWord(random)} ${randomWord(random)}</p>`,
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

const MB = 1_000_000;

/** The traffic by which the speed of the detector is measured. No canary. */
export function ordinaryTraffic(): { name: string; exchanges: readonly Exchange[] }[] {
  return [
    { name: '1 MB of JSON events', exchanges: [requestOf(jsonEvents(MB), 'application/json')] },
    { name: '4 MB of mixed traffic', exchanges: mixedTraffic(4 * MB) },
  ];
}
