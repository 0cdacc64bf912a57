import { createHash } from 'node:crypto';
import { partsOf } from '../detect/parts.ts';
import { exchangesOf } from '../evidence/exchanges.ts';
import type { Exchange } from '../model/exchange.ts';
import type { HarEntry } from '../model/har.ts';
import type { Leftovers } from './leftovers.ts';
import { withoutPart } from './without-part.ts';

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
    changed[exchange] = withoutPart(
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
