import type { HarEntry } from '../../model/har.ts';
import type { OriginRequest } from '../../model/origin.ts';
import type { SentItem } from './sent-log.ts';
import { parseUrl } from '../../model/parse-url.ts';

/** Text whose bytes every reader of a HAR agrees on; other content is written in base64. */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/;
/** The simulated internet answers at once. */
const ANSWERED_MS = 1;

/** What a script sent, as an entry of a HAR. `leakgate scan` finds the same in it as in the item. */
export function entryOf(item: SentItem): HarEntry {
  const { method, url, headers, body, response } = item;
  const httpVersion = `HTTP/${item.http}`;

  return {
    startedDateTime: new Date(item.at).toISOString(),
    time: ANSWERED_MS,
    request: {
      method,
      url,
      httpVersion,
      cookies: [],
      headers: pairs(headers),
      queryString: queryOf(url),
      headersSize: -1,
      bodySize: body.length,
      ...(body.length > 0 && { postData: { mimeType: headerOf(headers, 'content-type'), ...encoded(body) } }),
      ...(item.trailers.length > 0 && { _trailers: pairs(item.trailers) }),
    },
    response: responseOf(item, httpVersion),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: ANSWERED_MS, receive: 0 },
    ...(item.kind === 'websocket' && {
      _webSocketMessages: item.messages.map(({ at, data, isBinary }) => ({
        type: 'send' as const,
        time: at / 1000,
        opcode: isBinary ? 2 : 1,
        data: Buffer.from(data).toString(isBinary ? 'base64' : 'utf8'),
      })),
    }),
    _leakgate: {
      responder: response?.responder ?? (item.kind === 'websocket' ? 'websocket' : 'none'),
      uid: item.uid,
      ...(item.host !== hostOf(url) && { via: item.host }),
      ...(item.aborted && { aborted: 'the client ended the connection' }),
      http: item.http,
    },
  };
}

function responseOf({ kind, aborted, response }: SentItem, httpVersion: string): HarEntry['response'] {
  const content = response && response.body.length > 0 ? encoded(response.body) : {};
  const headers = response?.headers ?? [];
  // Datagrams, bytes and lookups were delivered, although nothing answers them with a status.
  const status = response?.status ?? (aborted ? 0 : kind === 'websocket' ? 101 : 200);

  return {
    status,
    statusText: '',
    httpVersion,
    cookies: [],
    headers: pairs(headers),
    content: {
      size: response?.body.length ?? 0,
      mimeType: headerOf(headers, 'content-type'),
      ...content,
    },
    redirectURL: headerOf(headers, 'location'),
    headersSize: -1,
    bodySize: response?.body.length ?? -1,
  };
}

/** Bytes for a HAR: as text where this is unambiguous. */
function encoded(bytes: Uint8Array): { text: string; encoding?: 'base64' } {
  const text = Buffer.from(bytes).toString('latin1');

  return PLAIN.test(text) ? { text } : { text: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
}

function hostOf(url: string): string {
  // A lookup has `name:53` in place of a URL.
  const parsed = url.includes('://') ? parseUrl(url) : undefined;

  return parsed ? parsed.hostname.replace(/^\[|\]$/g, '') : url.replace(/:\d+$/, '');
}

function queryOf(url: string): { name: string; value: string }[] {
  return Array.from(parseUrl(url)?.searchParams ?? [], ([name, value]) => ({ name, value }));
}

function pairs(headers: OriginRequest['headers']): { name: string; value: string }[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerOf(headers: OriginRequest['headers'], name: string): string {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}
