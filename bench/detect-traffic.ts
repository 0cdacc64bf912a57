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
