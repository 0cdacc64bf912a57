import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { getLocal } from 'mockttp';
import { reasonOf } from '../model/fault.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { accountForBytes, type ByteAccounts, type UnreadBytes } from './byte-accounts.ts';
import { type Connections, watchConnections } from './connections.ts';
import type { ExchangeLog } from './exchange-log.ts';
import { watchHttp2 } from './http2-rest.ts';
import { assertLoopback, http1Of, type Listener, prepareListener, takeFirst } from './listener.ts';
import { followProxy } from './proxy-events.ts';
import type { Answer, Rules } from './rules.ts';

export interface ProxyPortOptions {
  /** PEM. */
  ca: { key: string; cert: string };
  rules: Rules;
  answer: Answer;
  log: ExchangeLog;
  emit: (event: VisibilityEvent) => void;
  /** Something was heard from a client or said to it. */
  touch: () => void;
  /** Takes requests that are no exchanges, and answers them. */
  take?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A free port where it is left out. */
  port?: number;
  /** Who alone is led to this port; left out where anybody is. */
  uid?: number;
}

/** One port of the recorder, with a proxy of its own behind it. */
export interface ProxyPort {
  readonly port: number;
  bytesRead(): number;
  /** Tunnels in which nothing was said for so many milliseconds, as events of now. */
  silentFor(ms: number): VisibilityEvent[];
  /** Bytes that stand in no exchange and have come so many milliseconds ago over connections that are open, as events of now. */
  unreadFor(ms: number): VisibilityEvent[];
  /** Cuts what is open now, but for heartbeats, in two seconds. */
  cutOpen(): void;
  /** Cuts all connections. Never takes longer than about two seconds. */
  close(): Promise<void>;
}

/** What is in memory of one body while it comes: past this, mockttp answers without waiting for the rest. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
const CLOSE_LIMIT_MS = 2000;

/** Opens a recording proxy on 127.0.0.1 that writes into `log`, and says of each event whose it is where that is known. */
export async function openProxyPort(options: ProxyPortOptions): Promise<ProxyPort> {
  const { log, touch, uid } = options;
  let listener: Listener | undefined;
  let connections: Connections | undefined;
  let accounts: ByteAccounts | undefined;
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
    accounts = accountForBytes(http1Of(made), {
      isKnown: (id) => log.knows(id),
      isOwn: (socket) => watched.isDisregarded(socket),
      onUnread: (unread) => emit(unreadEvent(unread, watched)),
    });
    takeFirst(made, (request, response) => {
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
      // All of them, and what is layered over them, before mockttp cuts them itself: destroyable-server 1.1.1 walks a list that
      // shrinks under it, and then fails where nobody can catch it.
      if (connections)
        await Promise.race([connections.destroy(), delay(CLOSE_LIMIT_MS / 4, undefined, { ref: false })]);
      await delay(50);
      const stopped = proxy.stop().catch((error: unknown) =>
        emit({
          kind: 'broken',
          at: new Date().toISOString(),
          what: 'recorder',
          detail: `could not be stopped: ${reasonOf(error)}`,
        }),
      );
      await Promise.race([stopped, delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** What comes in by the port of one UID is that UID's. */
function ownedBy(uid: number | undefined, event: VisibilityEvent): VisibilityEvent {
  if (uid === undefined) return event;
  if ('attribution' in event) return { ...event, attribution: 'uid', uid };

  return event.kind === 'not-http' ? { ...event, uid } : event;
}

function unreadEvent(
  { bytes, clientPort }: UnreadBytes,
  connections: Connections | undefined,
): VisibilityEvent {
  const where = connections?.openedFor(clientPort);

  return {
    kind: 'not-http',
    at: new Date().toISOString(),
    detail: `${bytes} bytes over a connection${where === undefined ? '' : ` to ${where}`} stand in no exchange`,
  };
}
