import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { getLocal } from 'mockttp';
import { reasonOf } from '../model/fault.ts';
import type { DirectPort } from '../model/direct-port.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import {
  countUnrecordedBytes,
  type UnrecordedBytesCounter,
  type UnrecordedBytes,
} from './unrecorded-bytes.ts';
import { type Connections, watchConnections } from './connections.ts';
import type { ExchangeLog } from './exchange-log.ts';
import { watchHttp2 } from './http2-extras.ts';
import { assertLoopback, http1Of, type Listener, prepareListener, interceptRequests } from './listener.ts';
import { followProxy } from './proxy-events.ts';
import { type Refusals, refuseServerNames } from './refusals.ts';
import type { Answer, Rules } from './rules.ts';
import { counted } from '../model/counted.ts';

export interface ProxyPortOptions {
  /** PEM. */
  ca: { key: string; cert: string };
  rules: Rules;
  answer: Answer;
  log: ExchangeLog;
  emit: (event: VisibilityEvent) => void;
  /** Called when a client sent or received something. */
  onActivity: () => void;
  refusals: Refusals;
  /** Answers requests that are not exchanges; `uid` is the port's. */
  answerInternally?: (request: IncomingMessage, response: ServerResponse, uid: number | undefined) => boolean;
  /** The port to listen on; a free one by default. */
  port?: number;
  /** The only UID whose traffic is redirected to this port; undefined for any. */
  uid?: number;
  /** Clients connect without the proxy, to this port of any host; undefined if they use the proxy. */
  direct?: DirectPort;
}

/** One port of the recorder with its own proxy. */
export interface ProxyPort {
  readonly port: number;
  bytesRead(): number;
  /** Number of connections that were accepted. */
  accepted(): number;
  /** Events for tunnels that were silent for this many milliseconds. */
  silentTunnelEvents(ms: number): VisibilityEvent[];
  /**
   * Events for bytes that belong to no exchange and arrived at least this many milliseconds ago on open connections.
   */
  surplusByteEvents(ms: number): VisibilityEvent[];
  /** Closes the connections that are open now, except heartbeats, after two seconds. */
  closeOpenConnections(): void;
  /** Closes all connections, within about two seconds. */
  close(): Promise<void>;
}

/** Bytes of one body that are kept in memory while it arrives. mockttp answers a larger body before its end. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
const CLOSE_LIMIT_MS = 2000;

/** Opens a recording proxy on 127.0.0.1 that writes into `log` and adds the UID to each event, where known. */
export async function openProxyPort(options: ProxyPortOptions): Promise<ProxyPort> {
  const { log, onActivity, uid, direct, refusals } = options;
  let listener: Listener | undefined;
  let connections: Connections | undefined;
  let byteCounter: UnrecordedBytesCounter | undefined;
  const emit = (event: VisibilityEvent): void => options.emit(withUid(uid, event));
  const proxy = getLocal({
    https: options.ca,
    http2: true,
    recordTraffic: false,
    suggestChanges: false,
    maxBodySize: MEMORY_LIMIT,
  });
  prepareListener(proxy, (server) => {
    listener = server;
    const watchedConnections = watchConnections(server, emit, log, { uid, direct });
    connections = watchedConnections;
    watchHttp2(server, emit, log);
    refuseServerNames(server, (name) => refusals.refusesName(name));
    byteCounter = countUnrecordedBytes(http1Of(server), {
      isKnown: (id) => log.isKnown(id),
      isOwn: (socket) => watchedConnections.isExcluded(socket),
      onSurplus: (surplus) => emit(surplusEvent(surplus, watchedConnections)),
    });
    interceptRequests(server, (request, response) => {
      const isAnswered = options.answerInternally?.(request, response, uid) ?? false;
      if (isAnswered) watchedConnections.exclude(request.socket);

      return isAnswered;
    });
  });
  await options.rules(proxy, options.answer, refusals);
  const sinks = { log, emit, connections: () => connections, onActivity, uid, direct, refusals };
  await followProxy(proxy, sinks);
  try {
    await proxy.start(options.port ?? 0);
    assertLoopback(listener);
  } catch (error) {
    await proxy.stop();
    throw error;
  }

  return {
    port: proxy.port,
    accepted: () => connections?.accepted() ?? 0,
    bytesRead() {
      byteCounter?.update();

      return connections?.bytesRead() ?? 0;
    },
    silentTunnelEvents: (ms) =>
      (connections?.silentTunnels() ?? [])
        .filter(({ ageMs }) => ageMs >= ms)
        .map(({ host, port }) =>
          withUid(uid, {
            kind: 'silent-tunnel',
            at: new Date().toISOString(),
            host,
            port,
            attribution: 'unknown',
          }),
        ),
    surplusByteEvents: (ms) =>
      (byteCounter?.surplusOlderThan(ms) ?? []).map((surplus) =>
        withUid(uid, surplusEvent(surplus, connections)),
      ),
    closeOpenConnections: () => connections?.closeOpenConnections(),
    async close() {
      // All connections are closed before mockttp closes them: destroyable-server 1.1.1 iterates over a list that shrinks
      // meanwhile, and throws an error that cannot be caught.
      if (connections)
        await Promise.race([connections.destroy(), delay(CLOSE_LIMIT_MS / 4, undefined, { ref: false })]);
      await delay(50);
      const stopped = proxy.stop().catch((error: unknown) =>
        emit({
          kind: 'broken',
          at: new Date().toISOString(),
          what: 'recorder',
          detail: `the recorder could not be stopped: ${reasonOf(error)}`,
        }),
      );
      await Promise.race([stopped, delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** Adds the UID of a port to an event. All traffic that arrives on a UID's port belongs to that UID. */
function withUid(uid: number | undefined, event: VisibilityEvent): VisibilityEvent {
  if (uid === undefined) return event;
  if ('attribution' in event) return { ...event, attribution: 'uid', uid };

  return event.kind === 'not-http' ? { ...event, uid } : event;
}

function surplusEvent(
  { bytes, clientPort }: UnrecordedBytes,
  connections: Connections | undefined,
): VisibilityEvent {
  const host = connections?.targetHostOf(clientPort);

  return {
    kind: 'not-http',
    at: new Date().toISOString(),
    detail: `${Number.isNaN(bytes) ? 'an unknown number of bytes' : counted(bytes, 'byte')} on a connection${host === undefined ? '' : ` to ${host}`} are not in any exchange`,
  };
}
