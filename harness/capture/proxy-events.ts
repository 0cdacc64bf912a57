import { Buffer } from 'node:buffer';
import type {
  Request as ProxyRequest,
  ClientError,
  CompletedResponse,
  Mockttp,
  TimingEvents,
  TlsHandshakeFailure,
} from 'mockttp';
import type { VisibilityEvent } from '../model/visibility.ts';
import { encodeBody } from './body.ts';
import type { Connections } from './connections.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { Moments, RequestHead, ResponseRecord } from './exchange-record.ts';
import { counted } from '../model/counted.ts';

interface Sinks {
  log: ExchangeLog;
  emit: (event: VisibilityEvent) => void;
  connections: () => Connections | undefined;
  /** The UID of these connections, where the redirect shows it. */
  uid: number | undefined;
  /** Called when a client sent or received something. */
  touch: () => void;
}

/** Bytes of a response that are kept. */
const CONTENT_LIMIT = 1024 * 1024;
/** mockttp delays body data by 20 ms, even after the client left. */
const BODY_DATA_DELAY_MS = 100;
/** Milliseconds that the rest of a body may take when the response was sent before its end. */
const LATE_BODY_MS = 5000;
/** Bytes of unparsed data in an event. */
const SHOWN_BYTES = 4096;

/** Records the proxy's events. It uses the starts and data of requests, which are never lost. */
export async function followProxy(
  proxy: Mockttp,
  { log, emit, connections, touch, uid }: Sinks,
): Promise<void> {
  const heard =
    <T>(listener: (event: T) => void) =>
    (event: T) => {
      touch();
      listener(event);
    };

  const begin = (request: ProxyRequest): void =>
    log.began(
      request.id,
      headOf(request, uid, connections()?.openedFor(request.remotePort)),
      momentsOf(request.timingEvents),
    );

  await proxy.on('request-initiated', heard(begin));
  await proxy.on(
    'request-body-data',
    heard(({ id, content, isEnded, eventTimestamp }) => log.bodyData(id, content, isEnded, eventTimestamp)),
  );
  await proxy.on('response-body-data', touch);
  await proxy.on(
    'response',
    heard((response) => {
      log.answered(response.id, responseOf(response), momentsOf(response.timingEvents));
      setTimeout(
        () => log.aborted(response.id, 'the answer was sent before the body had ended'),
        LATE_BODY_MS,
      ).unref();
    }),
  );
  await proxy.on(
    'abort',
    heard((request) => {
      const { id } = request;
      const why = `the client went away${request.error?.code === undefined ? '' : ` (${request.error.code})`}`;
      if (request.url.startsWith('ws')) return log.closed(id, why);

      return afterBodyData(() => log.aborted(id, why));
    }),
  );

  await proxy.on('websocket-request', heard(begin));
  await proxy.on(
    'websocket-accepted',
    heard((response) => log.accepted(response.id, responseOf(response))),
  );
  await proxy.on(
    'websocket-message-received',
    heard(({ streamId, isBinary, content, eventTimestamp, timingEvents }) =>
      log.message(streamId, 'send', isBinary ? 2 : 1, content, secondsOf(timingEvents, eventTimestamp)),
    ),
  );
  await proxy.on(
    'websocket-message-sent',
    heard(({ streamId, isBinary, content, eventTimestamp, timingEvents }) =>
      log.message(streamId, 'receive', isBinary ? 2 : 1, content, secondsOf(timingEvents, eventTimestamp)),
    ),
  );
  await proxy.on(
    'websocket-close',
    heard(({ streamId, closeReason }) => {
      if (closeReason !== '') log.message(streamId, 'send', 8, Buffer.from(closeReason), Date.now() / 1000);
      log.closed(streamId, undefined);
    }),
  );

  await proxy.on(
    'tls-client-error',
    heard((failure) => emit(refusalOf(failure))),
  );
  await proxy.on(
    'client-error',
    heard((error) => {
      const bytes = connections()?.takeUnparsed(error.request.remotePort);
      if (isParsingError(error, bytes)) emit(notHttp(error, bytes));
    }),
  );
}

/** After all data that was being delivered, even where the event loop is late. */
function afterBodyData(action: () => void): void {
  setTimeout(() => setImmediate(() => setImmediate(action)), BODY_DATA_DELAY_MS).unref();
}

/** The URL as sent. mockttp's own has `..` resolved, which could remove a canary. */
function headOf(request: ProxyRequest, uid: number | undefined, openedFor: string | undefined): RequestHead {
  const via = openedFor?.toLowerCase().replace(/\.$/, '');

  return {
    method: request.method,
    url: urlAsSent(request.url, request.path),
    httpVersion: request.httpVersion,
    headers: request.rawHeaders,
    clientPort: request.remotePort,
    uid,
    via: via === undefined || via === '' || via === nameIn(request.url) ? undefined : via,
    startedAt: request.timingEvents.startTime,
    isWebSocket: request.url.startsWith('ws'),
  };
}

/** The host of a URL in the form of a tunnel's name. */
function nameIn(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '') : undefined;
}

function urlAsSent(url: string, path: string): string {
  const origin = /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0];

  return origin === undefined || !path.startsWith('/') ? url : `${origin}${path}`;
}

function momentsOf(timings: TimingEvents): Moments {
  return {
    started: timings.startTimestamp,
    ...(timings.bodyReceivedTimestamp !== undefined && { bodyReceived: timings.bodyReceivedTimestamp }),
    ...(timings.headersSentTimestamp !== undefined && { headersSent: timings.headersSentTimestamp }),
    ...(timings.responseSentTimestamp !== undefined && { responseSent: timings.responseSentTimestamp }),
  };
}

function secondsOf(timings: TimingEvents, timestamp: number): number {
  return (timings.startTime + timestamp - timings.startTimestamp) / 1000;
}

function responseOf(response: CompletedResponse): ResponseRecord {
  const body = response.body.buffer;

  return {
    status: response.statusCode,
    statusText: response.statusMessage,
    headers: response.rawHeaders,
    size: body.length,
    content: encodeBody(body.subarray(0, CONTENT_LIMIT)),
    contentCut: body.length > CONTENT_LIMIT,
  };
}

function refusalOf(failure: TlsHandshakeFailure): VisibilityEvent {
  return {
    kind: 'tls-refused',
    at: new Date().toISOString(),
    sni: failure.tlsMetadata.sniHostname ?? null,
    cause: failure.failureCause,
    ja4: failure.tlsMetadata.ja4Fingerprint ?? null,
    attribution: 'unknown',
  };
}

/** A connection that was reset with nothing left to read sent nothing unread. */
function isParsingError(error: ClientError, bytes: Buffer | undefined): boolean {
  const onlyReset = error.errorCode === 'ECONNRESET' || error.errorCode === 'EPIPE';

  return !onlyReset || bytes !== undefined || error.request.method !== undefined;
}

function notHttp({ errorCode, request }: ClientError, bytes: Buffer | undefined): VisibilityEvent {
  const { destination } = request;
  const where = destination ? ` to ${destination.hostname}:${destination.port}` : '';
  const what =
    bytes === undefined
      ? [request.method, request.url].filter(Boolean).join(' ')
      : `${counted(bytes.length, 'byte')}, base64 ${bytes.subarray(0, SHOWN_BYTES).toString('base64')}`;

  return {
    kind: 'not-http',
    at: new Date().toISOString(),
    detail: `${errorCode ?? 'unreadable'}${where}${what === '' ? '' : `: ${what}`}`,
  };
}
