import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { getLocal } from 'mockttp';
import { reasonOf } from '../model/fault.ts';
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
  touch: () => void;
  /** Answers requests that are not exchanges. */
  take?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A free port by default. */
  port?: number;
  /** The only UID whose traffic is redirected to this port; undefined for any. */
  uid?: number;
}

/** One port of the recorder with its own proxy. */
export interface ProxyPort {
  readonly port: number;
  bytesRead(): number;
  /** Events for tunnels that were silent for this many milliseconds. */
  silentFor(ms: number): VisibilityEvent[];
  /**
   * Events for bytes that belong to no exchange and arrived at least this many milliseconds ago on open connections.
   */
  unreadFor(ms: number): VisibilityEvent[];
  /** Two seconds from now, closes the connections that are open now, except heartbeats. */
  cutOpen(): void;
  /** Closes all connections, within about two seconds. */
  close(): Promise<void>;
}

/** Bytes of one body in memory while it arrives. Beyond this, mockttp answers without waiting for the rest. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
const CLOSE_LIMIT_MS = 2000;

/** Opens a recording proxy on 127.0.0.1 that writes into `log` and adds the UID to each event, where known. */
export async function openProxyPort(options: ProxyPortOptions): Promise<ProxyPort> {
  const { log, touch, uid } = options;
  let listener: Listener | undefined;
  let connections: Connections | undefined;
  let accounts: UnrecordedBytesCounter | undefined;
  const emit = (event: VisibilityEvent): void => options.emit(ownedBy(uid, event));
  const proxy = getLocal({
    https: options.ca,
    http2: true,
    recordTraffic: false,
    suggestChanges: false,
    maxBodySize: MEMORY_LIMIT,
  });
  prepareListener(proxy, (made) => {
    listener = made;
    const watched = watchConnections(made, emit, log, uid);
    connections = watched;
    watchHttp2(made, emit, log);
    accounts = countUnrecordedBytes(http1Of(made), {
      isKnown: (id) => log.knows(id),
      isOwn: (socket) => watched.isDisregarded(socket),
      onSurplus: (unread) => emit(unreadEvent(unread, watched)),
    });
    interceptRequests(made, (request, response) => {
      const taken = options.take?.(request, response) ?? false;
      if (taken) watched.disregard(request.socket);

      return taken;
    });
  });
  await options.rules(proxy, options.answer);
  await followProxy(proxy, { log, emit, connections: () => connections, touch, uid });
  try {
    await proxy.start(options.port ?? 0);
    assertLoopback(listener);
  } catch (error) {
    await proxy.stop();
    throw error;
  }

  return {
    port: proxy.port,
    bytesRead() {
      accounts?.watch();

      return connections?.bytesRead() ?? 0;
    },
    silentFor: (ms) =>
      (connections?.silent() ?? [])
        .filter(({ ageMs }) => ageMs >= ms)
        .map(({ host, port }) =>
          ownedBy(uid, {
            kind: 'silent-tunnel',
            at: new Date().toISOString(),
            host,
            port,
            attribution: 'unknown',
          }),
        ),
    unreadFor: (ms) =>
      (accounts?.unreadFor(ms) ?? []).map((unread) => ownedBy(uid, unreadEvent(unread, connections))),
    cutOpen: () => connections?.cutOpen(),
    async close() {
      // Close all of them before mockttp does: destroyable-server 1.1.1 iterates over a list that shrinks meanwhile, and then
      // throws where the error cannot be caught.
      if (connections)
        await Promise.race([connections.destroy(), delay(CLOSE_LIMIT_MS / 4, undefined, { ref: false })]);
      await delay(50);
      const stopped = proxy.stop().catch((error: unknown) =>
        emit({
          kind: 'broken',
          at: new Date().toISOString(),
          what: 'recorder',
          detail: `it could not be stopped: ${reasonOf(error)}`,
        }),
      );
      await Promise.race([stopped, delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** Everything that arrives on a UID's port belongs to that UID. */
function ownedBy(uid: number | undefined, event: VisibilityEvent): VisibilityEvent {
  if (uid === undefined) return event;
  if ('attribution' in event) return { ...event, attribution: 'uid', uid };

  return event.kind === 'not-http' ? { ...event, uid } : event;
}

function unreadEvent(
  { bytes, clientPort }: UnrecordedBytes,
  connections: Connections | undefined,
): VisibilityEvent {
  const where = connections?.openedFor(clientPort);

  return {
    kind: 'not-http',
    at: new Date().toISOString(),
    detail: `${counted(bytes, 'byte')} on a connection${where === undefined ? '' : ` to ${where}`} belong to no exchange`,
  };
}
