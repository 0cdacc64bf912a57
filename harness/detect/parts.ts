import type { Exchange } from '../model/exchange.ts';
import { Content } from './content.ts';

/** A place of an exchange that is searched by itself. */
export interface Part {
  /** `request.url`, `request.header:cookie`, `request.body`, `request.trailer:x`, `websocket[3]`. */
  name: string;
  content: Content;
  contentType: string;
  codings: readonly string[];
  /** Bytes that a user's data may fill: bodies and messages. What is opaque in a header or URL is judged more mildly. */
  bulk: boolean;
}

/** Longer ones are none of RFC 9110 or WebDAV (`VERSION-CONTROL`). */
const LONGEST_METHOD = 16;
/** Names are chosen by who wrote the program; longer ones could carry something. */
const SHORTEST_NAME = 12;

/** Everything of an exchange that left. */
export function partsOf(exchange: Exchange): Part[] {
  const contentType = headerOf(exchange, 'content-type');
  const codings = headerOf(exchange, 'content-encoding')
    .toLowerCase()
    .split(/\s*,\s*/)
    .filter((coding) => coding !== '' && coding !== 'identity');
  const parts: Part[] = [textPart('request.url', exchange.url)];
  if (exchange.method.length > LONGEST_METHOD) parts.push(textPart('request.method', exchange.method));
  for (const [at, [name, value]] of exchange.headers.entries()) {
    if (value !== '') parts.push(textPart(`request.header:${name.toLowerCase()}`, value));
    if (name.length > SHORTEST_NAME) parts.push(textPart(`request.header-name[${at}]`, name));
  }
  if (exchange.body.length > 0)
    parts.push({
      name: 'request.body',
      content: Content.ofBytes(exchange.body),
      contentType,
      codings,
      bulk: true,
    });
  for (const [name, value] of exchange.trailers)
    if (value !== '') parts.push(textPart(`request.trailer:${name.toLowerCase()}`, value));
  for (const { index, data } of exchange.messages)
    if (data.length > 0)
      parts.push({
        name: `websocket[${index}]`,
        content: Content.ofBytes(data),
        contentType: '',
        codings: [],
        bulk: true,
      });

  return parts;
}

/** A name that was asked for, as a part of its own. */
export function namePart(kind: 'sni' | 'dns', name: string): Part {
  return textPart(kind, name);
}

/** The value of a request header, or an empty text. */
export function headerOf(exchange: Exchange, name: string): string {
  return exchange.headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

function textPart(name: string, text: string): Part {
  return { name, content: Content.ofText(text), contentType: '', codings: [], bulk: false };
}
