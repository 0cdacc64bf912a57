import type { Exchange } from '../model/exchange.ts';
import { Content } from './content.ts';

/** A place of an exchange that is searched separately. */
export interface Part {
  /** `request.url`, `request.header:cookie`, `request.body`, `request.trailer:x`, `websocket[3]`. */
  name: string;
  content: Content;
  contentType: string;
  codings: readonly string[];
  /** Bytes that user data can fill: bodies and messages. Opaque data in headers and URLs is judged less strictly. */
  bulk: boolean;
}

/** Characters. No method of RFC 9110 or WebDAV is longer (`VERSION-CONTROL` has 15). */
const LONGEST_METHOD = 16;
/** Characters. Longer header names can carry data, so they are searched. */
const SHORTEST_NAME = 12;

/** Everything that an exchange sent. */
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

/** A looked-up host name as a part. */
export function namePart(kind: 'sni' | 'dns', name: string): Part {
  return textPart(kind, name);
}

/** The value of a request header, or an empty string. */
export function headerOf(exchange: Exchange, name: string): string {
  return exchange.headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

function textPart(name: string, text: string): Part {
  return { name, content: Content.ofText(text), contentType: '', codings: [], bulk: false };
}
