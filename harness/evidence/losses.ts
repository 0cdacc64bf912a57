import { counted } from '../model/counted.ts';
import type { Lost } from '../model/exchange.ts';
import type { ReadEntry, ReadRequest } from './har-entry.ts';
import { REPLACED_BYTES } from './har-body.ts';
import type { Pair } from './har-fields.ts';
import { maskInBody, maskInHeader, maskInUrl } from './masks.ts';

/** In bytes. The first line of a request has at most this much besides its method and URL. */
const FIRST_LINE_EXTRA = 16;
/** In bytes. mitmproxy measures headers in Python's notation, which adds 12 bytes to each name and value, and a frame. */
const HEADER_EXTRA = 12;
/** In bytes. Differences this small are not reported: writers disagree about details. */
const TOLERANCE = 128;

/** What another program's HAR lacks besides a body: WebSocket messages, headers, an answer, and values that were masked. */
export function lossesOf(
  entry: ReadEntry,
  { url, headers }: { url: string; headers: readonly (readonly [name: string, value: string])[] },
): Lost[] {
  const lost: Lost[] = [];
  if (isWithoutMessages(entry))
    lost.push({
      part: 'websocket',
      bytes: 0,
      why: `the HAR does not contain the messages of this ${isWebTransport(entry) ? 'WebTransport session' : 'WebSocket'}`,
    });
  const { request, response, messages = [] } = entry;
  const headersSize = lostHeaders(request, headers);
  if (headersSize !== undefined) lost.push(headersSize);
  if ((response?.status ?? 0) === 0)
    lost.push({
      part: 'request',
      bytes: 0,
      why: 'the request has no answer, so it may have been sent, with more than the HAR contains',
    });
  lost.push(...lostValues(request));
  const texts = [
    { part: 'request.url', text: url, mask: maskInUrl(url) },
    ...headers.map(([name, text]) => inHeader('request.header', name, text)),
    ...request.trailers.map(({ name, value }) => inHeader('request.trailer', name, value)),
  ];
  for (const { part, text, mask } of texts) {
    if (text.includes('\uFFFD')) lost.push({ part, bytes: 0, why: REPLACED_BYTES });
    lost.push(...maskOf(part, mask));
  }
  lost.push(...maskOf('request.body', bodyMask(entry)));
  for (const [at, { data }] of messages.entries())
    if (typeof data === 'string') lost.push(...maskOf(`websocket[${at}]`, maskInBody(data)));

  return lost;
}

/**
 * Headers that are missing: their size is larger than all that the HAR contains. Chrome writes a size for HTTP/1 only, and
 * its sanitized export keeps this size. In HTTP/2 headers are compressed, so a small size says nothing.
 */
function lostHeaders(
  { method, url, headersSize }: ReadRequest,
  headers: readonly (readonly [name: string, value: string])[],
): Lost | undefined {
  const firstLine = method.length + url.length + FIRST_LINE_EXTRA;
  if (headers.length === 0)
    return headersSize > firstLine
      ? {
          part: 'request.headers',
          bytes: headersSize,
          why: 'the HAR contains the size of the headers, but no header',
        }
      : undefined;
  const kept = headers.reduce(
    (sum, [name, value]) => sum + name.length + Buffer.byteLength(value) + HEADER_EXTRA,
    firstLine,
  );

  return headersSize > kept + TOLERANCE
    ? {
        part: 'request.headers',
        bytes: headersSize - kept,
        why: `the HAR contains at most ${counted(kept, 'byte')} of the headers, which had ${headersSize}`,
      }
    : undefined;
}

/** Headers, trailers and cookies of which the HAR has only the name. A cookie may be in a header, too. */
function lostValues({ headers, cookies, trailers }: ReadRequest): Lost[] {
  const isInHeader = (cookie: Pair) =>
    headers.some(({ name, value }) => name.toLowerCase() === 'cookie' && value.includes(cookie.name));
  const lost = (part: string, name: string): Lost => ({
    part,
    bytes: 0,
    why: `the HAR contains the name ${name}, but not its value`,
  });

  return [
    ...headers.filter(isWithoutValue).map(({ name }) => lost(`request.header:${name.toLowerCase()}`, name)),
    ...trailers.filter(isWithoutValue).map(({ name }) => lost(`request.trailer:${name.toLowerCase()}`, name)),
    ...cookies
      .filter((cookie) => isWithoutValue(cookie) && !isInHeader(cookie))
      .map(({ name }) => lost('request.header:cookie', name)),
  ];
}

function isWithoutValue(pair: Pair): boolean {
  return pair.isWithoutValue === true;
}

function inHeader(place: string, name: string, text: string) {
  return { part: `${place}:${name.toLowerCase()}`, text, mask: maskInHeader(name, text) };
}

function maskOf(part: string, mask: string | undefined): Lost[] {
  if (mask === undefined) return [];

  return [{ part, bytes: bytesIn(mask), why: `a value was replaced by ${JSON.stringify(mask)}` }];
}

/** Chrome's type of resource. HARs have no field for streams and datagrams. */
function isWebTransport({ resourceType }: ReadEntry): boolean {
  return /^web-?transport$/i.test(resourceType);
}

/** A WebSocket or WebTransport session that was accepted (101, or 200 in HTTP/2), or whose answer is unknown, without a list of messages. */
function isWithoutMessages(entry: ReadEntry): boolean {
  const { messages, request, resourceType, response } = entry;
  if (messages) return false;
  const status = response?.status ?? 0;
  const hasMessages =
    isWebTransport(entry) ||
    /^wss?:/i.test(request.url) ||
    resourceType.toLowerCase() === 'websocket' ||
    request.headers.some(({ name, value }) => /^upgrade$/i.test(name) && /websocket/i.test(value));

  return status === 101 || (hasMessages && status < 300);
}

function bodyMask({ request: { params, text, attached } }: ReadEntry): string | undefined {
  if (attached && attached.bytes.length > 0) return undefined;
  if (text !== '') return maskInBody(text);

  return params.map(({ value }) => maskInBody(value)).find((mask) => mask !== undefined);
}

/** `[134 bytes were stripped]` */
function bytesIn(mask: string): number {
  return Number(/(\d{1,12}) bytes?\b/i.exec(mask)?.[1] ?? 0);
}
