import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../model/fault.ts';
import type { DirectPort } from '../model/direct-port.ts';
import type { HarEntry } from '../model/har.ts';
import type { OriginResponse, Responder } from '../model/origin.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { createExchangeLog, type ExchangeLog, type LogPosition, type OpenRequest } from './exchange-log.ts';
import { createHeartbeatAnswerer } from './heartbeat.ts';
import { silenceProxyPrints } from './proxy-prints.ts';
import { openProxyPort, type ProxyPort, type ProxyPortOptions } from './proxy-port.ts';
import { NO_REFUSALS, type RefusalExceptions, type Refusals } from './refusals.ts';
import { answerEverything, type Rules } from './rules.ts';

export interface RecorderOptions {
  /** PEM. */
  ca: { key: string; cert: string };
  respond: Responder;
  /** The port to listen on; a free one by default. */
  port?: number;
  /** Bytes kept of one request body, or of one WebSocket's messages; 64 MiB by default. */
  bodyLimit?: number;
  /** What `refuseUnredirected` still answers; nothing by default. */
  exceptions?: RefusalExceptions;
  /** How the proxy answers; only the recorder's own tests change it. */
  rules?: Rules;
}

/** A position in a recording; only its recorder can read it. */
export interface Mark {
  readonly exchanges: LogPosition;
  readonly events: number;
}

/** Exchanges and events that were recorded after a mark. */
export interface Recording {
  /**
   * Exchanges in the order in which they began. Includes an exchange that was open at the mark, and an exchange that is still
   * open, with the data that arrived so far.
   */
  entries: HarEntry[];
  /**
   * Includes an `open-request` for each open request, a `silent-tunnel` for each tunnel without data so far, and a `not-http`
   * for each connection with bytes that belong to no exchange.
   */
  events: VisibilityEvent[];
}

export interface Recorder {
  /** The common port on 127.0.0.1, for all traffic that is not redirected to a UID's own port. */
  readonly port: number;
  /** The URL for heartbeats. A `GET` of it with any query is answered with that query and is not recorded. */
  readonly heartbeatUrl: string;
  /**
   * A port for one UID: what arrives there is recorded with that UID. Repeated calls give the same port. With `direct`, a port for
   * connections that the UID opens without the proxy: their host is in the TLS hello or in the Host header.
   */
  listenFor(uid: number, direct?: DirectPort): Promise<number>;
  /** Number of connections that arrived on the port of `listenFor(uid, direct)` since it was opened; 0 if it was not. */
  accepted(uid: number, direct: DirectPort): Promise<number>;
  /**
   * Closes the connections on the common port that are open now, except heartbeats, after two seconds. Clients that are
   * redirected to a port of their own then connect to that port.
   */
  closeUnredirected(): void;
  /**
   * Whether the common port refuses what arrives there, except heartbeats and the exceptions: TLS handshakes by their server name, and
   * requests without an answer. All of it is recorded. Switch it on while only apps that are not under test use that port.
   */
  refuseUnredirected(refuse: boolean): void;
  mark(): Mark;
  /** The recording after a mark, or the whole recording. It can also be read after `stop`. */
  since(mark?: Mark): Recording;
  /** Requests that have not ended. An accepted WebSocket is not an open request. */
  openRequests(): OpenRequest[];
  /** Milliseconds since the last byte arrived. */
  quietMs(): number;
  /** Calls back for each exchange that ended. Returns a function that unsubscribes. */
  onEntry(listener: (entry: HarEntry) => void): () => void;
  /** Closes all connections, within about two seconds. */
  stop(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024 * 1024;
const CHECK_EVERY_MS = 100;
/** A tunnel counts as silent if its client has sent nothing in this many milliseconds. */
const SILENT_MS = 1000;

/**
 * Starts a recording HTTP proxy (HTTP/1.x, HTTP/2, WebSocket; TLS under the given authority). It answers every request and
 * forwards nothing to the real internet. It also accepts requests in origin form.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const events: VisibilityEvent[] = [];
  const listeners = new Set<(entry: HarEntry) => void>();
  const ports: ProxyPort[] = [];
  const byUid = new Map<string, Promise<ProxyPort>>();
  const heartbeat = createHeartbeatAnswerer();
  let lastActivityAt = performance.now();
  let bytesSeen = 0;
  let isRefusing = false;
  const refusals: Refusals = {
    refusesName: (name) => isRefusing && options.exceptions?.isHost(name) !== true,
    refusesRequest: (request) => isRefusing && options.exceptions?.isRequest(request) !== true,
  };

  const noteActivity = () => {
    lastActivityAt = performance.now();
  };
  /** Notices bytes that cause no event by counting bytes every 100 ms. */
  const checkActivity = () => {
    const bytes = ports.reduce((sum, port) => sum + port.bytesRead(), 0);
    // The count falls if a connection was excluded because it carries only heartbeats.
    if (bytes > bytesSeen) noteActivity();
    bytesSeen = bytes;
  };
  const activityTimer = setInterval(checkActivity, CHECK_EVERY_MS).unref();
  const emit = (event: VisibilityEvent) => {
    events.push(event);
  };
  const reportBroken = (detail: string) =>
    emit({ kind: 'broken', at: new Date().toISOString(), what: 'recorder', detail });
  const log = createExchangeLog({
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    onEntry: (entry) => {
      for (const notify of listeners) notify(entry);
    },
    onCut: reportBroken,
  });
  const openPort = async (
    portOptions: Pick<ProxyPortOptions, 'port' | 'uid' | 'direct'>,
  ): Promise<ProxyPort> => {
    const portRefusals = portOptions.uid === undefined ? refusals : NO_REFUSALS;
    const port = await openProxyPort({
      ...portOptions,
      ca: options.ca,
      rules: options.rules ?? answerEverything,
      refusals: portRefusals,
      answer(id, request) {
        if (!portRefusals.refusesRequest(request))
          return answer(id, request, options.respond, log, reportBroken);
        log.recordResponder(id, 'refused');

        return undefined;
      },
      answerInternally: (request, response, uid) => heartbeat.answer(request, response, uid),
      log,
      emit,
      onActivity: noteActivity,
    });
    ports.push(port);

    return port;
  };
  const restorePrints = silenceProxyPrints();
  const common = await openPort(options.port === undefined ? {} : { port: options.port }).catch(
    (error: unknown) => {
      clearInterval(activityTimer);
      restorePrints();
      throw error;
    },
  );

  return {
    port: common.port,
    heartbeatUrl: heartbeat.url,
    async listenFor(uid, direct) {
      const key = `${uid} ${direct}`;
      const opening = byUid.get(key) ?? openPort({ uid, ...(direct !== undefined && { direct }) });
      byUid.set(key, opening);
      // A port that could not be opened is tried again on the next call.
      opening.catch(() => byUid.delete(key));

      return (await opening).port;
    },
    accepted: async (uid, direct) => (await byUid.get(`${uid} ${direct}`))?.accepted() ?? 0,
    closeUnredirected: () => common.closeOpenConnections(),
    refuseUnredirected: (refuse) => void (isRefusing = refuse),
    mark: () => ({ exchanges: log.position(), events: events.length }),
    since(mark = { exchanges: { count: 0, open: new Set() }, events: 0 }) {
      const openRequests = log
        .open()
        .map(({ bytes: _bytes, ...request }) => ({ kind: 'open-request' as const, ...request }));
      const silentOrUnread = ports.flatMap((each) => [
        ...each.silentTunnelEvents(SILENT_MS),
        ...each.surplusByteEvents(SILENT_MS),
      ]);

      return {
        entries: log.since(mark.exchanges),
        events: [...events.slice(mark.events), ...openRequests, ...silentOrUnread],
      };
    },
    openRequests: () => log.open(),
    quietMs() {
      checkActivity();

      return performance.now() - lastActivityAt;
    },
    onEntry(notify) {
      listeners.add(notify);

      return () => listeners.delete(notify);
    },
    async stop() {
      clearInterval(activityTimer);
      // Data that arrived shortly before may still be in mockttp's queue.
      await delay(50);
      await Promise.allSettled(byUid.values());
      await Promise.all(ports.map((each) => each.close()));
      log.endAll('the recorder was stopped before the request ended');
      // mockttp still prints about the connections that it closed.
      await delay(20);
      restorePrints();
    },
  };
}

function answer(
  id: string,
  request: Parameters<Responder>[0],
  respond: Responder,
  log: ExchangeLog,
  reportBroken: (detail: string) => void,
): OriginResponse {
  try {
    const response = respond(request);
    log.recordResponder(id, response.responder);

    return response;
  } catch (error) {
    reportBroken(`no answer to ${request.method} ${request.url}: ${reasonOf(error)}`);
    log.recordResponder(id, 'none');

    return { status: 500, headers: [], body: new Uint8Array(), responder: 'none' };
  }
}
