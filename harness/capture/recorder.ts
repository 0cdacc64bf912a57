import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../model/fault.ts';
import type { HarEntry } from '../model/har.ts';
import type { OriginResponse, Responder } from '../model/origin.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { createExchangeLog, type ExchangeLog, type LogPosition, type OpenRequest } from './exchange-log.ts';
import { createHeartbeatAnswerer } from './heartbeat.ts';
import { muffleProxy } from './muffle.ts';
import { openProxyPort, type ProxyPort, type ProxyPortOptions } from './proxy-port.ts';
import { answerEverything, type Rules } from './rules.ts';

export interface RecorderOptions {
  /** PEM. */
  ca: { key: string; cert: string };
  respond: Responder;
  /** A free port where it is left out. */
  port?: number;
  /** Bytes of one request body, or of one WebSocket's messages, that are kept; 64 MiB by default. */
  bodyLimit?: number;
  /** How the proxy answers; only tests of the recorder itself have another way. */
  rules?: Rules;
}

/** A moment in a recording; only its recorder can read it. */
export interface Mark {
  readonly exchanges: LogPosition;
  readonly events: number;
}

/** What was recorded from a mark on. */
export interface Recording {
  /**
   * In the order in which they began. One that began before the mark and was not over by then is among them; one that
   * is still under way stands with what came so far.
   */
  entries: HarEntry[];
  /**
   * With an `open-request` for each that is still under way, a `silent-tunnel` for each over which nothing was said so far, and
   * a `not-http` for each connection of which bytes stand in no exchange.
   */
  events: VisibilityEvent[];
}

export interface Recorder {
  /** On 127.0.0.1, for whatever is not led to a port of its own. */
  readonly port: number;
  /** `GET` it with a query of one's own: answered with that query, and in no recording. */
  readonly heartbeatUrl: string;
  /** A port for one UID alone: what comes in by it is recorded as that UID's. The same one when asked again. */
  listenFor(uid: number): Promise<number>;
  /**
   * Cuts what is open by the common port now, but for heartbeats, within two seconds: whoever is led to a port of its own begins
   * anew there.
   */
  cutUnled(): void;
  mark(): Mark;
  /** From the beginning where no mark is given. Readable after `stop` too. */
  since(mark?: Mark): Recording;
  /** Requests that began and have not ended; an accepted WebSocket is none. */
  open(): OpenRequest[];
  /** Milliseconds since the last byte was seen. */
  quietMs(): number;
  /** Calls back for each exchange that is over. Returns a function that ends it. */
  onEntry(listener: (entry: HarEntry) => void): () => void;
  /** Cuts all connections. Never takes longer than about two seconds. */
  stop(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024 * 1024;
const LISTEN_EVERY_MS = 100;
/** A client speaks within this time of its tunnel being open, or waits for the server to speak first. */
const SILENT_MS = 1000;

/**
 * Starts a recording HTTP proxy (HTTP/1.x, HTTP/2, WebSocket; TLS under the given authority) that answers everything by
 * itself and lets nothing through to the real internet. Requests in direct form are taken too.
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
  /** Bytes that no event tells of are heard by counting them, often enough that quiet is known to a tenth of a second. */
  const listen = () => {
    const bytes = ports.reduce((sum, port) => sum + port.bytesRead(), 0);
    // Fewer than before: a connection turned out to carry nothing but heartbeats.
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
  const unmuffle = muffleProxy();
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
      // One that could not be opened is tried anew when asked for again.
      opening.catch(() => byUid.delete(uid));

      return (await opening).port;
    },
    cutUnled: () => common.cutOpen(),
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
      // What has arrived is still on its way through mockttp's queue.
      await delay(50);
      await Promise.allSettled(byUid.values());
      await Promise.all(ports.map((each) => each.close()));
      log.endAll('the recorder was stopped');
      // The last of what it cut off is still printed.
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
