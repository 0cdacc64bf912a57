import { createHash } from 'node:crypto';
import { partsOf } from '../detect/formats.ts';
import { exchangesOf } from '../evidence/exchanges.ts';
import type { Exchange } from '../model/exchange.ts';
import type { HarEntry } from '../model/har.ts';
import type { Leftovers } from './leftovers.ts';
import { withoutPart } from './without-part.ts';

/** A part that is missing from the bundle because a value in it could not be replaced. */
export interface WithheldPart {
  exchange: number;
  /** `request.body`, `request.header:cookie`, `response.body` ... */
  part: string;
  bytes: number;
  /** SHA-256 of the original part, so that its owner can recognize it. */
  sha256: string;
  why: string;
}

/**
 * Removes every part of redacted entries that still contains a value. `originals` are the entries before redaction.
 */
export function withholdParts(
  entries: readonly HarEntry[],
  originals: readonly HarEntry[],
  leftovers: Leftovers,
): { entries: HarEntry[]; withheld: WithheldPart[] } {
  const exchanges = exchangesOf(entries);
  const before = exchangesOf(originals);
  const remaining = [
    ...leftovers.inExchanges(exchanges),
    ...leftovers
      .inExchanges(entries.map(responseAsExchange))
      .map((leftover) => ({ ...leftover, part: 'response.body' })),
  ];
  const withheld = new Map<string, WithheldPart>();
  const changed = [...entries];
  for (const { exchange, part, name } of remaining) {
    const entry = changed[exchange];
    const original = before[exchange];
    if (!entry || !original || withheld.has(`${exchange} ${part}`)) continue;
    const bytes = part === 'response.body' ? responseBodyOf(originals[exchange]) : bytesOf(original, part);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const why = `this part contains ${name} in a form that cannot be replaced`;
    withheld.set(`${exchange} ${part}`, { exchange, part, bytes: bytes.length, sha256, why });
    changed[exchange] = withoutPart(
      entry,
      part,
      `this part was left out of the bundle; its SHA-256 is ${sha256}`,
      bytes.length,
    );
  }

  return { entries: changed, withheld: [...withheld.values()] };
}

function bytesOf(exchange: Exchange, part: string): Uint8Array {
  return partsOf(exchange).find(({ name }) => name === part)?.content.bytes ?? new Uint8Array();
}

function responseBodyOf(entry: HarEntry | undefined): Uint8Array {
  const { text = '', encoding } = entry?.response.content ?? {};

  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
}

/** An exchange whose request has the content of the response, as the detector reads only requests. */
function responseAsExchange(entry: HarEntry, index: number): Exchange {
  return {
    index,
    method: 'GET',
    url: 'https://answer.invalid/',
    host: 'answer.invalid',
    headers: entry.response.headers.map(({ name, value }) => [name, value] as const),
    body: responseBodyOf(entry),
    trailers: [],
    messages: [],
  };
}
