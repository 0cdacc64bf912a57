import { Buffer } from 'node:buffer';
import type {
  Request as ProxyRequest,
  ClientError,
  CompletedResponse,
  Mockttp,
  TimingEvents,
  TlsHandshakeFailure,
} from 'mockttp';
import type { DirectPort } from '../model/direct-port.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { encodeBody } from './body.ts';
import type { Connections } from './connections.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { ExchangeTimes, RequestHead, ResponseRecord } from './exchange-record.ts';
import { REFUSED_BY_RECORDER, type Refusals } from './refusals.ts';
import { counted } from '../model/counted.ts';
import { parseUrl } from '../model/parse-url.ts';

interface Sinks {
  log: ExchangeLog;
  emit: (event: VisibilityEvent) => void;
  connections: () => Connections | undefined;
  /** The UID that all these connections belong to; undefined if unknown. */
  uid: number | undefined;
  /** The port of connections without the proxy; undefined where clients use the proxy. */
  direct: DirectPort | undefined;
  /** Called when a client sent or received something. */
  onActivity: () => void;
  refusals: Refusals;
}

/** Bytes of a response that are kept. */
const CONTENT_LIMIT = 1024 * 1024;
/** mockttp delays body data by 20 ms, even after the client left. */
const BODY_DATA_DELAY_MS = 100;
/** Milliseconds that the rest of a request's body may take after its response was sent. */
const LATE_BODY_MS = 5000;
/** Number of unparsed bytes that an event contains. */
const SHOWN_BYTES = 4096;

/** Records the proxy's events. Requests are recorded from the events for their start and data, which are never lost. */
export async function followProxy(
  proxy: Mockttp,
  { log, emit, connections, onActivity, uid, direct, refusals }: Sinks,
): Promise<void> {
  const withActivity =
    <T>(listener: (event: T) => void) =>
    (event: T) => {
      onActivity();
      listener(event);
    };

  const recordStart = (request: ProxyRequest): void =>
    log.recordStart(
      request.id,
      { ...headOf(request, uid, connections()?.targetHostOf(request.remotePort)), redirected: direct },
      timesOf(request.timingEvents),
    );

  await proxy.on('request-initiated', withActivity(recordStart));
  await proxy.on(
    'request-body-data',
    withActivity(({ id, content, isEnded, eventTimestamp }) =>
      log.recordBodyData(id, content, isEnded, eventTimestamp),
    ),
  );
  await proxy.on('response-body-data', onActivity);
  await proxy.on(
    'response',
    withActivity((response) => {
      log.recordResponse(response.id, responseOf(response), timesOf(response.timingEvents));
      setTimeout(
        () => log.recordAbort(response.id, 'the response was sent before the whole request body had arrived'),
        LATE_BODY_MS,
      ).unref();
    }),
  );
  await proxy.on(
    'abort',
    withActivity((request) => {
      const { id } = request;
      const why = `the client closed the connection${request.error?.code === undefined ? '' : ` (${request.error.code})`}`;
      if (request.url.startsWith('ws')) return log.recordClose(id, why);

      return afterBodyData(() => log.recordAbort(id, why));
    }),
  );

  await proxy.on('websocket-request', withActivity(recordStart));
  await proxy.on(
    'websocket-accepted',
    withActivity((response) => log.recordUpgrade(response.id, responseOf(response))),
  );
  await proxy.on(
    'websocket-message-received',
    withActivity(({ streamId, isBinary, content, eventTimestamp, timingEvents }) =>
      log.recordMessage(streamId, 'send', isBinary ? 2 : 1, content, secondsOf(timingEvents, eventTimestamp)),
    ),
  );
  await proxy.on(
    'websocket-message-sent',
    withActivity(({ streamId, isBinary, content, eventTimestamp, timingEvents }) =>
      log.recordMessage(
        streamId,
        'receive',
        isBinary ? 2 : 1,
        content,
        secondsOf(timingEvents, eventTimestamp),
      ),
    ),
  );
  await proxy.on(
    'websocket-close',
    withActivity(({ streamId, closeReason }) => {
      if (closeReason !== '')
        log.recordMessage(streamId, 'send', 8, Buffer.from(closeReason), Date.now() / 1000);
      log.recordClose(streamId, undefined);
    }),
  );

  await proxy.on(
    'tls-client-error',
    withActivity((failure) => emit(refusalOf(failure, refusals))),
  );
  await proxy.on(
    'client-error',
    withActivity((error) => {
      const bytes = connections()?.takeUnparsed(error.request.remotePort);
      if (isParsingError(error, bytes)) emit(notHttp(error, bytes));
    }),
  );
}

/** Runs an action after all body data that mockttp has delayed, even if the event loop is late. */
function afterBodyData(action: () => void): void {
  setTimeout(() => setImmediate(() => setImmediate(action)), BODY_DATA_DELAY_MS).unref();
}

/** The head of a request, with its URL as sent. In mockttp's URL, `..` is resolved, which could remove a canary. */
function headOf(
  request: ProxyRequest,
  uid: number | undefined,
  targetHost: string | undefined,
): Omit<RequestHead, 'redirected'> {
  const via = targetHost?.toLowerCase().replace(/\.$/, '');

  return {
    method: request.method,
    url: urlAsSent(request.url, request.path),
    httpVersion: request.httpVersion,
    headers: request.rawHeaders,
    clientPort: request.remotePort,
    uid,
    via: via === undefined || via === '' || via === hostInUrl(request.url) ? undefined : via,
    startedAt: request.timingEvents.startTime,
    isWebSocket: request.url.startsWith('ws'),
  };
}

/** The host of a URL in the form of a tunnel's name. */
function hostInUrl(url: string): string | undefined {
  const host = parseUrl(url)?.hostname;

  return host?.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function urlAsSent(url: string, path: string): string {
  const origin = /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0];

  return origin === undefined || !path.startsWith('/') ? url : `${origin}${path}`;
}

function timesOf(timings: TimingEvents): ExchangeTimes {
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

function refusalOf(failure: TlsHandshakeFailure, refusals: Refusals): VisibilityEvent {
  const sni = failure.tlsMetadata.sniHostname ?? null;

  return {
    kind: 'tls-refused',
    at: new Date().toISOString(),
    sni,
    cause: sni !== null && refusals.refusesName(sni) ? REFUSED_BY_RECORDER : failure.failureCause,
    ja4: failure.tlsMetadata.ja4Fingerprint ?? null,
    attribution: 'unknown',
  };
}

/** Whether a client error left bytes unread. A connection that was reset with nothing left to read did not. */
function isParsingError(error: ClientError, bytes: Buffer | undefined): boolean {
  const isReset = error.errorCode === 'ECONNRESET' || error.errorCode === 'EPIPE';

  return !isReset || bytes !== undefined || error.request.method !== undefined;
}

function notHttp({ errorCode, request }: ClientError, bytes: Buffer | undefined): VisibilityEvent {
  const { destination } = request;
  const destinationText = destination ? ` to ${destination.hostname}:${destination.port}` : '';
  const content =
    bytes === undefined
      ? [request.method, request.url].filter(Boolean).join(' ')
      : `${counted(bytes.length, 'byte')}, base64 ${bytes.subarray(0, SHOWN_BYTES).toString('base64')}`;

  return {
    kind: 'not-http',
    at: new Date().toISOString(),
    detail: `${errorCode ?? 'unreadable'}${destinationText}${content === '' ? '' : `: ${content}`}`,
  };
}
