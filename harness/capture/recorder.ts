import { setTimeout as delay } from 'node:timers/promises';
import { getLocal } from 'mockttp';
import { reasonOf } from '../model/fault.ts';
import type { HarEntry } from '../model/har.ts';
import type { OriginResponse, Responder } from '../model/origin.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { type Connections, watchConnections } from './connections.ts';
import { createExchangeLog, type ExchangeLog, type LogPosition, type OpenRequest } from './exchange-log.ts';
import { assertLoopback, type Listener, prepareListener } from './listener.ts';
import { muffleProxy } from './muffle.ts';
import { followProxy } from './proxy-events.ts';
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
  /** With an `open-request` for each that is still under way. */
  events: VisibilityEvent[];
}

export interface Recorder {
  /** On 127.0.0.1. */
  readonly port: number;
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
/** What is in memory of one body while it comes: past this, mockttp answers without waiting for the rest. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
const STOP_LIMIT_MS = 2000;
const LISTEN_EVERY_MS = 100;

/**
 * Starts a recording HTTP proxy (HTTP/1.x, HTTP/2, WebSocket; TLS under the given authority) that answers everything by
 * itself and lets nothing through to the real internet. Requests in direct form are taken too.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const events: VisibilityEvent[] = [];
  const listeners = new Set<(entry: HarEntry) => void>();
  let lastHeard = performance.now();
  let bytesHeard = 0;
  let listener: Listener | undefined;
  let connections: Connections | undefined;

  const touch = () => {
    lastHeard = performance.now();
  };
  /** Bytes that no event tells of are heard by counting them, often enough that quiet is known to a tenth of a second. */
  const listen = () => {
    const bytes = connections?.bytesRead() ?? 0;
    if (bytes !== bytesHeard) touch();
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

  const proxy = getLocal({
    https: options.ca,
    http2: true,
    recordTraffic: false,
    suggestChanges: false,
    maxBodySize: MEMORY_LIMIT,
  });
  prepareListener(proxy, (made) => {
    listener = made;
    connections = watchConnections(made, emit, log);
  });
  await (options.rules ?? answerEverything)(proxy, (id, request) =>
    answer(id, request, options.respond, log, broken),
  );
  await followProxy(proxy, { log, emit, connections: () => connections, touch });
  const unmuffle = muffleProxy();
  try {
    await proxy.start(options.port ?? 0);
    assertLoopback(listener);
  } catch (error) {
    await proxy.stop();
    unmuffle();
    throw error;
  }
  const { port } = proxy;

  return {
    port,
    mark: () => ({ exchanges: log.position(), events: events.length }),
    since(mark = { exchanges: { count: 0, open: new Set() }, events: 0 }) {
      const open = log
        .open()
        .map(({ at, url, method }) => ({ kind: 'open-request' as const, at, url, method }));

      return { entries: log.since(mark.exchanges), events: [...events.slice(mark.events), ...open] };
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
      // All of them, and what is layered over them, before mockttp cuts them itself: destroyable-server 1.1.1 walks a list that
      // shrinks under it, and then fails where nobody can catch it.
      if (connections)
        await Promise.race([connections.destroy(), delay(STOP_LIMIT_MS / 4, undefined, { ref: false })]);
      await delay(50);
      const stopped = proxy
        .stop()
        .catch((error: unknown) => broken(`could not be stopped: ${reasonOf(error)}`));
      await Promise.race([stopped, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
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
