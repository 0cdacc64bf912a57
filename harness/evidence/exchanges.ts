import type { JudgedExchange } from '../model/evidence.ts';
import type { HarEntry } from '../model/har.ts';
import type { Lost } from '../model/exchange.ts';
import { invariant } from '../model/fault.ts';
import { bodyOf, messageOf } from './har-body.ts';
import { type ReadEntry, type ReadRequest, readEntry } from './har-entry.ts';
import { lossesOf } from './losses.ts';
import { type KnownConnection, recipientOf } from './recipient.ts';
import { SpelledText } from './spelled-text.ts';

/** The exchanges of recorded entries, identical to those read from the HAR they are written to. */
export function exchangesOf(entries: readonly HarEntry[]): JudgedExchange[] {
  return entries.map((raw, index) => {
    const { entry, problems } = readEntry(raw);
    invariant(entry && problems.length === 0, `cannot read recorded entry ${index}: ${problems.join('; ')}`);

    return exchangeOf(entry, index);
  });
}

/**
 * Everything that an entry sent, as bytes, with what the recorder knew of it.
 * @param connection what earlier entries say about it, for recordings of other programs
 */
export function exchangeOf(entry: ReadEntry, index: number, connection?: KnownConnection): JudgedExchange {
  const { request, marks } = entry;
  const lost: Lost[] = [];
  const body = bodyOf(entry);
  if (body.lost) lost.push({ part: 'request.body', ...body.lost });
  const messages = messagesOf(entry, lost);
  const url = urlOf(entry);
  const headers = headersOf(request);
  if (!marks) lost.push(...lossesOf(entry, { url, headers }));

  return {
    index,
    method: request.method,
    url,
    ...recipientOf(entry, connection),
    headers,
    body: body.bytes,
    trailers: request.trailers.map(({ name, value }) => [name, value] as const),
    messages,
    ...(lost.length > 0 && { lost }),
    at: entry.startedDateTime,
    standInEngine: marks?.standInEngine === true,
    aborted: marks?.aborted !== undefined,
    responder: marks?.responder ?? '',
    ...(marks?.otherApp === undefined ? {} : { otherApp: marks.otherApp }),
    ...(marks?.uid === undefined ? {} : { uid: marks.uid }),
    ...(marks?.redirected === undefined ? {} : { redirected: marks.redirected }),
    ...(marks?.recordedIn === undefined ? {} : { recordedIn: marks.recordedIn }),
    ...serverOf(entry),
    ...endTimeOf(entry),
    ...answerOf(entry),
  };
}

/** When the exchange ended. Only for answered requests, and never for WebSockets, which may send more. */
function endTimeOf(entry: ReadEntry): Pick<JudgedExchange, 'overAt'> {
  const { startedDateTime, time = -1, response, messages, marks } = entry;
  const isOver = response && response.status > 0 && !messages && marks?.aborted === undefined;
  const end = new Date(Date.parse(startedDateTime) + time);

  return isOver && time >= 0 && !Number.isNaN(end.getTime()) ? { overAt: end.toISOString() } : {};
}

/** The address of a public server; none if the server is on this machine or in a private network. */
function serverOf({ serverIPAddress }: ReadEntry): Pick<JudgedExchange, 'server'> {
  const address = serverIPAddress.replace(/^\[|\]$/g, '');

  return address === '' || NOT_PUBLIC.test(address) ? {} : { server: address };
}

/** RFC 1918, 3927, 4193, 4291, 6598. */
const NOT_PUBLIC =
  /^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1?$|f[cd]|fe[89ab])/i;

/** In UTF-16 units. Longer responses contain no configuration that the rules read. */
const ANSWER_LIMIT = 64 * 1024;

/** The response; `text` only where it is short and was recorded as text. */
function answerOf({ response }: ReadEntry): Pick<JudgedExchange, 'answer'> {
  if (!response || response.status === 0) return {};
  const { mimeType, text, encoding } = response;
  const isText = text !== undefined && encoding === '' && text.length <= ANSWER_LIMIT;

  return { answer: { status: response.status, mimeType, ...(isText && { text }) } };
}

/**
 * The URL. Some writers put the query, or a part of it, only into the list of parameters, so it is added from there. Others
 * write the path alone, so the host is added from the headers.
 */
function urlOf({ request, marks }: ReadEntry): string {
  const url = withHost(request);
  const start = url.indexOf('?');
  if (request.queryString.length === 0 || (marks && start >= 0)) return url;
  const inUrl = new SpelledText(start < 0 ? '' : url.slice(start));
  const query = request.queryString
    .filter(({ name, value }) => start < 0 || !inUrl.has(name) || !inUrl.has(value))
    .map(({ name, value }): [string, string] => [name, value]);
  if (query.length === 0) return url;
  const [before = '', fragment] = url.split('#', 2);
  const added = new URLSearchParams(query).toString();

  return `${before}${before.includes('?') ? '&' : '?'}${added}${fragment === undefined ? '' : `#${fragment}`}`;
}

/** The URL with a host, where the entry has only a path. */
function withHost({ url, method, headers }: ReadRequest): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || /^connect$/i.test(method)) return url;
  const host = headers.find(({ name }) => /^(host|:authority)$/i.test(name))?.value.trim();
  if (!host) return url;
  const scheme = headers.find(({ name }) => name.toLowerCase() === ':scheme')?.value ?? 'https';

  return `${scheme}://${host}${url.startsWith('/') ? '' : '/'}${url}`;
}

/**
 * The headers as sent. Some writers keep cookies or the content type elsewhere, so these headers are added back.
 */
function headersOf({ headers, cookies, mimeType }: ReadRequest): [string, string][] {
  const sent = headers.map(({ name, value }): [string, string] => [name, value]);
  const has = (header: string) => sent.some(([name]) => name.toLowerCase() === header);
  const inHeaders = sent.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value);
  const missing = cookies.filter(({ value }) => !inHeaders.some((header) => header.includes(value)));
  if (missing.length > 0)
    sent.push(['cookie', missing.map(({ name, value }) => `${name}=${value}`).join('; ')]);
  if (mimeType && !has('content-type')) sent.push(['content-type', mimeType]);

  return sent;
}

/** The direction of a received message, by writer: Chrome, mitmproxy and HTTP Toolkit write `receive`. */
const RECEIVED = /^(receive|received|response|server|incoming)$/i;

/** WebSocket messages that the client sent. A message without a direction counts as sent. */
function messagesOf({ messages = [] }: ReadEntry, lost: Lost[]): JudgedExchange['messages'] {
  return messages.flatMap(({ type, opcode, data, time }, index) => {
    if (typeof type === 'string' && RECEIVED.test(type)) return [];
    const message = messageOf(data, opcode);
    if (message.lost) lost.push({ part: `websocket[${index}]`, ...message.lost });

    return [{ index, data: message.bytes, ...timeOf(time) }];
  });
}

/** Seconds since 1970, as Chrome writes them. */
function timeOf(time: number | undefined): { at?: string } {
  const date = new Date((time ?? Number.NaN) * 1000);

  return Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() };
}
