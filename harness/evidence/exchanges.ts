import type { JudgedExchange } from '../model/evidence.ts';
import type { HarEntry } from '../model/har.ts';
import type { Lost } from '../model/exchange.ts';
import { harEntrySchema, type ReadEntry } from './har-schema.ts';
import { bodyOf, messageOf } from './har-body.ts';
import { recipientOf } from './recipient.ts';
import type { Tunnels } from './tunnels.ts';

/** The exchanges of recorded entries, identical to those read from the HAR they are written to. */
export function exchangesOf(entries: readonly HarEntry[]): JudgedExchange[] {
  return entries.map((entry, index) => exchangeOf(harEntrySchema.parse(entry), index));
}

/**
 * Everything that an entry sent, as bytes, with what the recorder knew of it.
 * @param tunnels of the recording, for recordings of other programs
 */
export function exchangeOf(entry: ReadEntry, index: number, tunnels?: Tunnels): JudgedExchange {
  const { request } = entry;
  const marks = entry._leakgate;
  const lost: Lost[] = [];
  const body = bodyOf(request);
  if (body.lost) lost.push({ part: 'request.body', ...body.lost });
  const messages = messagesOf(entry, lost);

  return {
    index,
    method: request.method,
    url: urlOf(request),
    ...recipientOf(entry, tunnels?.hostFor(entry)),
    headers: headersOf(request),
    body: body.bytes,
    trailers: request._trailers.map(({ name, value }) => [name, value ?? ''] as const),
    messages,
    ...(lost.length > 0 && { lost }),
    at: entry.startedDateTime,
    standInEngine: marks?.standInEngine === true,
    aborted: marks?.aborted !== undefined,
    responder: marks?.responder ?? '',
    ...(marks?.otherApp === undefined ? {} : { otherApp: marks.otherApp }),
    ...(marks?.uid === undefined ? {} : { uid: marks.uid }),
    ...(marks?.recordedIn === undefined ? {} : { recordedIn: marks.recordedIn }),
    ...serverOf(entry),
    ...endTimeOf(entry),
    ...answerOf(entry),
  };
}

/** When the exchange ended. Only for answered requests, and never for WebSockets, which may send more. */
function endTimeOf(entry: ReadEntry): Pick<JudgedExchange, 'overAt'> {
  const { startedDateTime, time = -1, response, _webSocketMessages, _leakgate } = entry;
  const isOver = response && response.status > 0 && !_webSocketMessages && _leakgate?.aborted === undefined;
  const end = new Date(Date.parse(startedDateTime) + time);

  return isOver && time >= 0 && !Number.isNaN(end.getTime()) ? { overAt: end.toISOString() } : {};
}

/** The address of a public server; none if the server is on this machine or in a private network. */
function serverOf({ serverIPAddress }: ReadEntry): Pick<JudgedExchange, 'server'> {
  const address = serverIPAddress?.replace(/^\[|\]$/g, '') ?? '';

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
  const { mimeType, text, encoding } = response.content ?? {};
  const isText = typeof text === 'string' && !encoding && text.length <= ANSWER_LIMIT;

  return { answer: { status: response.status, mimeType: mimeType ?? '', ...(isText && { text }) } };
}

/** The URL. Some writers put the query only into the list of parameters, so it is added from there. */
function urlOf({ url, queryString }: ReadEntry['request']): string {
  if (queryString.length === 0 || url.includes('?')) return url;
  const query = queryString.map(({ name, value }): [string, string] => [name, value ?? '']);
  const [before = '', fragment] = url.split('#', 2);

  return `${before}?${new URLSearchParams(query).toString()}${fragment === undefined ? '' : `#${fragment}`}`;
}

/**
 * The headers as sent. Some writers keep cookies or the content type elsewhere, so these headers are added back.
 */
function headersOf({ headers, cookies, postData }: ReadEntry['request']): [string, string][] {
  const sent = headers.map(({ name, value }): [string, string] => [name, value ?? '']);
  const has = (header: string) => sent.some(([name]) => name.toLowerCase() === header);
  if (cookies.length > 0 && !has('cookie'))
    sent.push(['cookie', cookies.map(({ name, value }) => `${name}=${value ?? ''}`).join('; ')]);
  if (postData?.mimeType && !has('content-type')) sent.push(['content-type', postData.mimeType]);

  return sent;
}

/** The direction of a received message, by writer: Chrome, mitmproxy and HTTP Toolkit write `receive`. */
const RECEIVED = /^(receive|received|response|server|incoming)$/i;

/** WebSocket messages that the client sent. A message without a direction counts as sent. */
function messagesOf({ _webSocketMessages }: ReadEntry, lost: Lost[]): JudgedExchange['messages'] {
  return (_webSocketMessages ?? []).flatMap(({ type, opcode, data, time }, index) => {
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
