import { DIRECT_PORTS } from '../model/direct-port.ts';
import type { HarMarks } from '../model/har.ts';
import { kindOf, listOf, numberOf, objectOf, type Pair, pairsOf, textOf, Unread } from './har-fields.ts';

/** What Leakgate reads of a HAR entry, in one form for all writers. */
export interface ReadEntry {
  startedDateTime: string;
  /** Milliseconds from the start of the request to the end of the response. */
  time?: number;
  /** HAR 1.2: the IP address of the server. */
  serverIPAddress: string;
  /** HAR 1.2: the connection, where there was one. Chrome writes none for a request without a connection. */
  connection: string;
  /** Chrome and mitmproxy: `websocket`. */
  resourceType: string;
  request: ReadRequest;
  response?: ReadResponse;
  /** WebSocket messages of both directions; undefined where the entry has no list of them. */
  messages?: readonly ReadMessage[];
  claims: ReadClaims;
  /** The entry as written, for the fields of single writers. */
  raw: Readonly<Record<string, unknown>>;
  /** Marks of our own recorder. */
  marks?: Partial<HarMarks>;
}

export interface ReadRequest {
  method: string;
  url: string;
  headers: Pair[];
  cookies: Pair[];
  queryString: Pair[];
  trailers: Pair[];
  /** Bytes of the body as sent; -1 where unknown. */
  bodySize: number;
  /** Bytes of the headers as sent; -1 where unknown. */
  headersSize: number;
  mimeType: string;
  text: string;
  /** `base64`, where the text is encoded. */
  encoding: string;
  params: Pair[];
  /** Where HTTP Toolkit puts a body that is not text. `size` is in bytes, without Content-Encoding; -1 where unknown. */
  content?: { text: string; encoding: string; size: number };
  /** Where HTTP Toolkit says why it left the body out: `discarded:too-large`. */
  bodyStatus: string;
  /** Firefox and others say here that they left the body out. */
  comment: string;
  /** Whether this comment is in `postData`, so that it is about the body. */
  isBodyComment: boolean;
  /** The name of the file in which Playwright puts the body (`_file`, `_sha1`). */
  file?: string;
  /** The content of this file, or why it cannot be read. */
  attached?: { bytes: Uint8Array; why?: string };
}

export interface ReadResponse {
  /** 0 where there was no answer. */
  status: number;
  mimeType: string;
  text?: string;
  encoding: string;
}

export interface ReadMessage {
  type: unknown;
  opcode: number;
  data: unknown;
  /** Seconds since 1970. */
  time?: number;
}

/** What the writer says about whether the request was sent. */
export interface ReadClaims {
  /** Error messages of Chrome and Safari (`_error`) and Playwright (`_failureText`). */
  errors: readonly string[];
  /** The DevTools protocol's `BlockedReason`. */
  blockedReason: string;
  /** Chrome: `memory` or `disk`. */
  fromCache: string;
  /** Playwright: the test script aborted the request, or answered it. */
  wasAborted: boolean;
  wasFulfilled: boolean;
  viaServiceWorker: boolean;
  /** Chrome: bytes received, with headers. */
  transferSize: number;
  /** Whether the entry has headers of an answer. */
  hasAnswerHeaders: boolean;
  /** Milliseconds for connecting and sending: `connect`, `ssl` and `send` of HAR 1.2; 0 where they are unknown. */
  sendingMs: number;
}

/** An entry as far as it can be read, and what cannot be read: `request.headers[3]: null, not a name and a value`. */
export interface EntryReading {
  entry?: ReadEntry;
  problems: readonly string[];
}

/**
 * Reads an entry of any writer. No field of an unusual type loses the rest. Known writers: Chrome, Firefox, Safari,
 * Playwright, mitmproxy, Charles, HTTP Toolkit, WebPageTest, Internet Explorer, tweasel (mitmproxy), and Leakgate itself.
 */
export function readEntry(raw: unknown): EntryReading {
  const unread = new Unread();
  const source = objectOf(raw, '', unread);
  const request = source && objectOf(source['request'], 'request', unread);
  if (!source) return { problems: [`: ${kindOf(raw)}, not an entry`] };
  if (!request) return { problems: unread.problems.length > 0 ? unread.problems : ['request: missing'] };
  const text = (key: string) => textOf(source[key], key, unread) ?? '';
  const response = objectOf(source['response'], 'response', unread);
  const time = numberOf(source['time']);

  return {
    entry: {
      startedDateTime: typeof source['startedDateTime'] === 'string' ? source['startedDateTime'] : '',
      ...(time !== undefined && { time }),
      serverIPAddress: text('serverIPAddress'),
      connection: text('connection'),
      resourceType: text('_resourceType'),
      request: requestOf(request, unread),
      ...(response && { response: responseOf(response) }),
      ...messagesOf(source['_webSocketMessages'], unread),
      claims: claimsOf(source, response ?? {}),
      raw: source,
      ...marksOf(source['_leakgate'], unread),
    },
    problems: unread.problems,
  };
}

function requestOf(request: Record<string, unknown>, unread: Unread): ReadRequest {
  const text = (from: Record<string, unknown>, key: string, at = 'request') =>
    textOf(from[key], `${at}.${key}`, unread) ?? '';
  const pairs = (key: string, separator: ':' | '=' = '=') =>
    pairsOf(request[key], `request.${key}`, unread, separator);
  const postData = postDataOf(request['postData'], unread);
  const inPostData = (key: string) => text(postData, key, 'request.postData');
  const content = objectOf(request['_content'], 'request._content', unread);
  const file = inPostData('_file') || inPostData('_sha1');
  const { method, url } = request;
  const headers = pairs('headers', ':');
  if (typeof url !== 'string') unread.add('request.url', `${kindOf(url)}, not text`);
  if (
    typeof url === 'string' &&
    url.trim() === '' &&
    !headers.some(({ name }) => /^(host|:authority)$/i.test(name))
  )
    unread.add('request.url', 'empty');
  if (typeof method === 'object' && method !== null)
    unread.add('request.method', `${kindOf(method)}, not text`);

  return {
    method: text(request, 'method'),
    url: text(request, 'url').replace(/^\/\/(?=[^/])/, 'https://'),
    headers,
    cookies: pairs('cookies'),
    queryString: pairs('queryString'),
    trailers: pairs('_trailers', ':'),
    bodySize: sizeOf(request['bodySize']),
    headersSize: sizeOf(request['headersSize']),
    mimeType: inPostData('mimeType'),
    text: inPostData('text'),
    encoding: inPostData('encoding') || inPostData('_encoding'),
    params: pairsOf(postData['params'], 'request.postData.params', unread),
    ...(content && {
      content: {
        text: text(content, 'text', 'request._content'),
        encoding: text(content, 'encoding', 'request._content'),
        size: sizeOf(content['size']),
      },
    }),
    bodyStatus: text(request, '_requestBodyStatus'),
    comment: inPostData('comment') || text(request, 'comment'),
    isBodyComment: inPostData('comment') !== '',
    ...(file !== '' && { file }),
  };
}

/** A size in bytes, also as `88 B` or `1.2 kB`, which is rounded, so that half of it is sure; -1 where it is unknown. */
function sizeOf(value: unknown): number {
  const [, written, unit = ''] = (typeof value === 'string' && SIZE.exec(value)) || [];
  const power = 'kmg'.indexOf(unit.charAt(0).toLowerCase()) + 1;
  const size = Math.ceil(
    (numberOf(written ?? value) ?? -1) * (unit === '' || power === 0 ? 1 : 1000 ** power / 2),
  );

  return size >= 0 && Number.isSafeInteger(size) ? size : -1;
}

const SIZE = /^\s*(\d+(?:\.\d+)?)\s*(b|bytes?|[kmg]i?b)\s*$/i;

/** A body as HAR 1.2 says, as text alone, or as a list of fields alone. */
function postDataOf(value: unknown, unread: Unread): Record<string, unknown> {
  if (typeof value === 'string') return { text: value };
  if (Array.isArray(value) && value.length > 0) return { params: value };

  return objectOf(value, 'request.postData', unread) ?? {};
}

function responseOf(response: Record<string, unknown>): ReadResponse {
  const ignored = new Unread(); // What was received is not searched.
  const content = objectOf(response['content'], '', ignored) ?? {};
  const { text } = content;

  return {
    status: Math.max(0, numberOf(response['status']) ?? 0),
    mimeType: textOf(content['mimeType'], '', ignored) ?? '',
    ...(typeof text === 'string' && { text }),
    encoding: textOf(content['encoding'], '', ignored) ?? '',
  };
}

function messagesOf(value: unknown, unread: Unread): Pick<ReadEntry, 'messages'> {
  if (value === undefined || value === null || value === '' || value === false) return {};
  const messages = listOf(value, '_webSocketMessages', unread).map((each, at): ReadMessage => {
    if (typeof each === 'string') return { type: undefined, opcode: 1, data: each };
    const message = objectOf(each, `_webSocketMessages[${at}]`, unread);
    if (!message) unread.add(`_webSocketMessages[${at}]`, `${kindOf(each)}, not a message`);
    const time = numberOf(message?.['time']);

    return {
      type: message?.['type'],
      opcode: numberOf(message?.['opcode']) ?? 1,
      data: message ? message['data'] : '',
      ...(time !== undefined && { time }),
    };
  });

  return { messages };
}

function claimsOf(entry: Record<string, unknown>, response: Record<string, unknown>): ReadClaims {
  const ignored = new Unread(); // A claim that cannot be read proves nothing.
  const text = (key: string) => textOf(response[key] ?? entry[key], '', ignored) ?? '';
  const errors = [response, entry].flatMap((each) => [each['_error'], each['_failureText']]);
  const timings = objectOf(entry['timings'], '', ignored) ?? {};
  const sendingMs = ['connect', 'ssl', 'send'].map((key) => Math.max(0, numberOf(timings[key]) ?? 0));

  return {
    errors: errors.map((error) => textOf(error, '', ignored) ?? '').filter((error) => error !== ''),
    blockedReason: text('_blockedReason'),
    fromCache: text('_fromCache'),
    wasAborted: entry['_wasAborted'] === true,
    wasFulfilled: entry['_wasFulfilled'] === true,
    viaServiceWorker: (response['_fetchedViaServiceWorker'] ?? entry['_fetchedViaServiceWorker']) === true,
    transferSize: numberOf(response['_transferSize']) ?? -1,
    hasAnswerHeaders: pairsOf(response['headers'], '', ignored, ':').length > 0,
    sendingMs: sendingMs.reduce((sum, each) => sum + each),
  };
}

function marksOf(value: unknown, unread: Unread): Pick<ReadEntry, 'marks'> {
  const marks = objectOf(value, '_leakgate', unread);
  if (!marks) return {};
  const texts = Object.fromEntries(
    (['responder', 'otherApp', 'via', 'recordedIn', 'aborted'] as const).flatMap((key) => {
      const text = marks[key];
      if (text !== undefined && typeof text !== 'string')
        unread.add(`_leakgate.${key}`, `${kindOf(text)}, not text`);

      return typeof text === 'string' ? [[key, text]] : [];
    }),
  );
  const uid = numberOf(marks['uid']);
  if (marks['uid'] !== undefined && !Number.isInteger(uid)) unread.add('_leakgate.uid', 'not a whole number');

  const redirected = DIRECT_PORTS.find((port) => port === marks['redirected']);
  if (redirected === undefined && marks['redirected'] !== undefined)
    unread.add('_leakgate.redirected', 'neither 443, 80 nor other');

  return {
    marks: {
      ...texts,
      ...(marks['standInEngine'] === true && { standInEngine: true }),
      ...(uid !== undefined && { uid }),
      ...(redirected !== undefined && { redirected }),
    },
  };
}
