import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../model/fault.ts';
import type { HarEntry } from '../model/har.ts';
import type { OriginResponse, Responder } from '../model/origin.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { createExchangeLog, type ExchangeLog, type LogPosition, type OpenRequest } from './exchange-log.ts';
import { createHeartbeatAnswerer } from './heartbeat.ts';
import { silenceProxyPrints } from './proxy-prints.ts';
import { openProxyPort, type ProxyPort, type ProxyPortOptions } from './proxy-port.ts';
import { answerEverything, type Rules } from './rules.ts';

export interface RecorderOptions {
  /** PEM. */
  ca: { key: string; cert: string };
  respond: Responder;
  /** A free port by default. */
  port?: number;
  /** Bytes kept of one request body, or of one WebSocket's messages; 64 MiB by default. */
  bodyLimit?: number;
  /** How the proxy answers; only the recorder's own tests change it. */
  rules?: Rules;
}

/** A position in a recording; only its recorder can read it. */
export interface Mark {
  readonly exchanges: LogPosition;
  readonly events: number;
}

/** What was recorded after a mark. */
export interface Recording {
  /**
   * In the order in which they began. Includes an exchange that was open at the mark, and an exchange that is still open with
   * what arrived so far.
   */
  entries: HarEntry[];
  /**
   * Includes an `open-request` for each open request, a `silent-tunnel` for each tunnel without data so far, and a `not-http`
   * for each connection with bytes that belong to no exchange.
   */
  events: VisibilityEvent[];
}

export interface Recorder {
  /** On 127.0.0.1, for all traffic that is not redirected to a UID's own port. */
  readonly port: number;
  /** A `GET` with any query is answered with that query and is not recorded. */
  readonly heartbeatUrl: string;
  /** A port for one UID: what arrives there is recorded with that UID. Repeated calls give the same port. */
  listenFor(uid: number): Promise<number>;
  /**
   * Two seconds from now, closes the connections on the common port that are open now, except heartbeats. Clients that are
   * redirected to a port of their own then connect there.
   */
  closeUnredirected(): void;
  mark(): Mark;
  /** Everything where no mark is given. Still readable after `stop`. */
  since(mark?: Mark): Recording;
  /** The number of open requests. An accepted WebSocket is not one. */
  open(): OpenRequest[];
  /** Milliseconds since the last byte arrived. */
  quietMs(): number;
  /** Calls back for each exchange that ended. Returns a function that unsubscribes. */
  onEntry(listener: (entry: HarEntry) => void): () => void;
  /** Closes all connections, within about two seconds. */
  stop(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024 * 1024;
const LISTEN_EVERY_MS = 100;
/** Milliseconds in which a client speaks first in its tunnel. After that it waits for the server to speak. */
const SILENT_MS = 1000;

/**
 * Starts a recording HTTP proxy (HTTP/1.x, HTTP/2, WebSocket; TLS under the given authority). It answers every request and
 * forwards nothing to the real internet. It also accepts requests in origin form.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const events: VisibilityEvent[] = [];
  const listeners = new Set<(entry: HarEntry) => void>();
  const ports: ProxyPort[] = [];
  const byUid = new Map<number, Promise<ProxyPort>>();
  const heartbeat = createHeartbeatAnswerer();
  let lastHeard = performance.now();
  let bytesHeard = 0;

  const touch = () => {
    lastHeard = performance.now();
  };
  /** Bytes without an event are noticed by counting, often enough to know quiet to a tenth of a second. */
  const listen = () => {
    const bytes = ports.reduce((sum, port) => sum + port.bytesRead(), 0);
    // Fewer than before: a connection turned out to carry only heartbeats.
    if (bytes > bytesHeard) touch();
    bytesHeard = bytes;
  };
  const listening = setInterval(listen, LISTEN_EVERY_MS).unref();
  const emit = (event: VisibilityEvent) => {
    events.push(event);
  };
  const broken = (detail: string) =>
    emit({ kind: 'broken', at: new Date().toISOString(), what: 'recorder', detail });
  const log = createExchangeLog({
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    onEntry: (entry) => {
      for (const notify of listeners) notify(entry);
    },
    onCut: broken,
  });
  const open = async (of: Pick<ProxyPortOptions, 'port' | 'uid'>): Promise<ProxyPort> => {
    const port = await openProxyPort({
      ...of,
      ca: options.ca,
      rules: options.rules ?? answerEverything,
      answer: (id, request) => answer(id, request, options.respond, log, broken),
      take: (request, response) => heartbeat.answer(request, response),
      log,
      emit,
      touch,
    });
    ports.push(port);

    return port;
  };
  const unmuffle = silenceProxyPrints();
  const common = await open(options.port === undefined ? {} : { port: options.port }).catch(
    (error: unknown) => {
      clearInterval(listening);
      unmuffle();
      throw error;
    },
  );

  return {
    port: common.port,
    heartbeatUrl: heartbeat.url,
    async listenFor(uid) {
      const opening = byUid.get(uid) ?? open({ uid });
      byUid.set(uid, opening);
      // A port that could not be opened is tried again on the next call.
      opening.catch(() => byUid.delete(uid));

      return (await opening).port;
    },
    closeUnredirected: () => common.cutOpen(),
    mark: () => ({ exchanges: log.position(), events: events.length }),
    since(mark = { exchanges: { count: 0, open: new Set() }, events: 0 }) {
      const unended = log
        .open()
        .map(({ bytes: _bytes, ...request }) => ({ kind: 'open-request' as const, ...request }));
      const silent = ports.flatMap((each) => [...each.silentFor(SILENT_MS), ...each.unreadFor(SILENT_MS)]);

      return {
        entries: log.since(mark.exchanges),
        events: [...events.slice(mark.events), ...unended, ...silent],
      };
    },
    open: () => log.open(),
    quietMs() {
      listen();

      return performance.now() - lastHeard;
    },
    onEntry(notify) {
      listeners.add(notify);

      return () => listeners.delete(notify);
    },
    async stop() {
      clearInterval(listening);
      // Data that arrived is still in mockttp's queue.
      await delay(50);
      await Promise.allSettled(byUid.values());
      await Promise.all(ports.map((each) => each.close()));
      log.endAll('the recorder was stopped');
      // mockttp still prints about the connections that it closed.
      await delay(20);
      unmuffle();
    },
  };
}

function answer(
  id: string,
  request: Parameters<Responder>[0],
  respond: Responder,
  log: ExchangeLog,
  broken: (detail: string) => void,
): OriginResponse {
  try {
    const response = respond(request);
    log.answeredBy(id, response.responder);

    return response;
  } catch (error) {
    broken(`no answer to ${request.method} ${request.url}: ${reasonOf(error)}`);
    log.answeredBy(id, 'none');

    return { status: 500, headers: [], body: new Uint8Array(), responder: 'none' };
  }
}
