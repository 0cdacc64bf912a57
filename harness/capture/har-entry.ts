import type { HarEntry, HarMarks, HarPostData } from '../model/har.ts';
import { encodeBody } from './body.ts';
import type { ExchangeRecord, ExchangeTimes, RequestHead, ResponseRecord } from './exchange-record.ts';
import { harCookies, harHeaders, harQuery, headerValue } from './har-headers.ts';

/** The HAR 1.2 entry of an exchange so far. Strings are shared with the record, not copied. */
export function entryOf(record: ExchangeRecord, head: RequestHead): HarEntry {
  const timings = timingsOf(record.times);
  const httpVersion = `HTTP/${versionOf(head)}`;
  const postData = record.requestEnded ? record.postData : postDataOf(record, head);

  return {
    startedDateTime: new Date(head.startedAt).toISOString(),
    time: timings.send + timings.wait + timings.receive,
    request: {
      method: head.method,
      url: head.url,
      httpVersion,
      cookies: harCookies(head.headers, 'cookie'),
      headers: harHeaders(head.headers),
      queryString: harQuery(head.url),
      headersSize: -1,
      bodySize: record.requestEnded ? record.bodySize : record.body.size,
      ...(postData && { postData }),
      ...(record.trailers.length > 0 && { _trailers: harHeaders(record.trailers) }),
    },
    response: responseOf(record.response, httpVersion),
    cache: {},
    timings,
    ...(head.clientPort !== undefined && { connection: String(head.clientPort) }),
    ...(head.isWebSocket && { _resourceType: 'websocket', _webSocketMessages: record.messages }),
    _leakgate: marksOf(record, head),
  };
}

/** The body in HAR's form; undefined if there was none. */
export function postDataOf(record: ExchangeRecord, head: RequestHead): HarPostData | undefined {
  if (record.body.size === 0) return undefined;

  return { mimeType: headerValue(head.headers, 'content-type'), ...encodeBody(record.body.bytes()) };
}

/** The response of a request that got none, as Chrome writes it. */
export function missingResponse(httpVersion: string): HarEntry['response'] {
  return {
    status: 0,
    statusText: '',
    httpVersion,
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: '' },
    redirectURL: '',
    headersSize: -1,
    bodySize: -1,
  };
}

function responseOf(response: ResponseRecord | undefined, httpVersion: string): HarEntry['response'] {
  if (!response) return missingResponse(httpVersion);

  return {
    status: response.status,
    statusText: response.statusText,
    httpVersion,
    cookies: harCookies(response.headers, 'set-cookie'),
    headers: harHeaders(response.headers),
    content: {
      size: response.size,
      mimeType: headerValue(response.headers, 'content-type'),
      ...(response.size > 0 && response.content),
      ...(response.contentCut && { comment: 'only the beginning of the response body was recorded' }),
    },
    redirectURL: headerValue(response.headers, 'location'),
    headersSize: -1,
    bodySize: response.size,
  };
}

function marksOf(record: ExchangeRecord, head: RequestHead): HarMarks {
  return {
    responder: record.responder,
    ...(head.uid !== undefined && { uid: head.uid }),
    ...(head.via !== undefined && { via: head.via }),
    ...(head.redirected !== undefined && { redirected: head.redirected }),
    ...(record.aborted !== undefined && { aborted: record.aborted }),
    http: versionOf(head),
  };
}

function versionOf(head: RequestHead): HarMarks['http'] {
  if (head.httpVersion.startsWith('2')) return '2';

  return head.httpVersion === '1.0' ? '1.0' : '1.1';
}

/** The timings of an exchange. Unknown times are -1, or 0 if HAR requires a duration. */
function timingsOf(times: ExchangeTimes): {
  blocked: number;
  dns: number;
  connect: number;
  ssl: number;
  send: number;
  wait: number;
  receive: number;
} {
  const received = times.bodyReceived ?? times.started;
  const answered = times.headersSent ?? received;
  const sent = times.responseSent ?? answered;

  return {
    blocked: -1,
    dns: -1,
    connect: -1,
    ssl: -1,
    send: durationBetween(times.started, received),
    wait: durationBetween(received, answered),
    receive: durationBetween(answered, sent),
  };
}

function durationBetween(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 1000) / 1000);
}
