import { createHash } from 'node:crypto';
import { createDetector } from '../detect/detector.ts';
import { partsOf } from '../detect/parts.ts';
import { exchangesOf } from '../evidence/exchanges.ts';
import type { Canary } from '../model/canary.ts';
import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { HarEntry } from '../model/har.ts';
import type { OwnValue } from './forms.ts';

/** A part that is not in the bundle, as a value of the tester's could not be replaced in it. */
export interface WithheldPart {
  exchange: number;
  /** `request.body`, `request.header:cookie`, `response.body` ... */
  part: string;
  bytes: number;
  /** SHA-256 of what it was, that who has the original can tell it. */
  sha256: string;
  why: string;
}

/** Looks for values of the tester with all that the detector can open, and gives where they still are. */
export interface Leftovers {
  /** Names of what is still there, by part. */
  inExchanges(exchanges: readonly Exchange[]): { exchange: number; part: string; name: string }[];
}

export function createLeftovers(values: readonly OwnValue[], budget: Budget): Leftovers {
  const canaries = values.map(({ value }, at): Canary => ({ id: String(at), kind: 'text', value }));

  return {
    inExchanges(exchanges) {
      const detector = createDetector(canaries, { hosts: [] }, budget);
      for (const exchange of exchanges) detector.push(exchange);

      return detector
        .end()
        .findings.filter(({ match, confidence }) => match !== 'part' || confidence === 'certain')
        .map(({ exchange, part, canary }) => ({
          exchange,
          part,
          name: values[Number(canary)]?.name ?? canary,
        }));
    },
  };
}

/** Takes out of redacted entries every part in which a value of the tester is left. `originals` are what they were made of. */
export function withhold(
  entries: readonly HarEntry[],
  originals: readonly HarEntry[],
  leftovers: Leftovers,
): { entries: HarEntry[]; withheld: WithheldPart[] } {
  const exchanges = exchangesOf(entries);
  const before = exchangesOf(originals);
  const left = [
    ...leftovers.inExchanges(exchanges),
    ...leftovers
      .inExchanges(entries.map(answerAsExchange))
      .map((each) => ({ ...each, part: 'response.body' })),
  ];
  const withheld = new Map<string, WithheldPart>();
  const changed = [...entries];
  for (const { exchange, part, name } of left) {
    const entry = changed[exchange];
    const original = before[exchange];
    if (!entry || !original || withheld.has(`${exchange} ${part}`)) continue;
    const bytes = part === 'response.body' ? answerOf(originals[exchange]) : bytesOf(original, part);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const why = `${name} stands in it in a way that cannot be written anew`;
    withheld.set(`${exchange} ${part}`, { exchange, part, bytes: bytes.length, sha256, why });
    changed[exchange] = without(
      entry,
      part,
      `withheld from this bundle; the SHA-256 of it is ${sha256}`,
      bytes.length,
    );
  }

  return { entries: changed, withheld: [...withheld.values()] };
}

function bytesOf(exchange: Exchange, part: string): Uint8Array {
  return partsOf(exchange).find(({ name }) => name === part)?.content.bytes ?? new Uint8Array();
}

function answerOf(entry: HarEntry | undefined): Uint8Array {
  const { text = '', encoding } = entry?.response.content ?? {};

  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
}

/** What came back, as if it had been sent: the detector reads nothing else. */
function answerAsExchange(entry: HarEntry, index: number): Exchange {
  return {
    index,
    method: 'GET',
    url: 'https://answer.invalid/',
    host: 'answer.invalid',
    headers: entry.response.headers.map(({ name, value }) => [name, value] as const),
    body: answerOf(entry),
    trailers: [],
    messages: [],
  };
}

function without(entry: HarEntry, part: string, comment: string, bytes: number): HarEntry {
  const { request, response } = entry;
  const message = /^websocket\[(\d+)\]$/.exec(part)?.[1];
  if (part === 'response.body') {
    const { text: _, ...content } = response.content;
    const headers = response.headers.filter(({ name }) => /^content-type$/i.test(name));

    return { ...entry, response: { ...response, headers, cookies: [], content: { ...content, comment } } };
  }
  if (part === 'request.body') {
    const postData = { mimeType: request.postData?.mimeType ?? '', text: '', comment };

    return { ...entry, request: { ...request, postData, bodySize: bytes } };
  }
  if (part === 'request.url') {
    const url = URL.canParse(request.url) ? `${new URL(request.url).origin}/withheld` : 'withheld:';

    return { ...entry, request: { ...request, url, queryString: [] }, comment };
  }
  if (message !== undefined) {
    const messages = entry._webSocketMessages?.map((each, at) =>
      at === Number(message) ? { ...each, opcode: 1, data: comment } : each,
    );

    return { ...entry, ...(messages && { _webSocketMessages: messages }) };
  }
  const name = part.replace(/^request\.(?:header|trailer):/, '');
  const blanked = (list: readonly { name: string; value: string }[]) =>
    list.map((each) => (each.name.toLowerCase() === name ? { ...each, value: 'withheld' } : each));

  return {
    ...entry,
    request: {
      ...request,
      headers: blanked(request.headers),
      cookies: [],
      ...(request._trailers && { _trailers: blanked(request._trailers) }),
    },
  };
}
