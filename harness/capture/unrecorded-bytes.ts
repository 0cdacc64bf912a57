import type http from 'node:http';
import type net from 'node:net';
import type { IncomingMessage } from 'node:http';
import { headBytesOf, trailerBytesOf } from './head-bytes.ts';
import { watchUnfinishedBytes, type WebSocketInside } from './web-socket-extras.ts';

/** Counts bytes that arrived over HTTP/1 connections and belong to no exchange. */
export interface UnrecordedBytesCounter {
  /** Surplus bytes of open connections that are at least this many milliseconds old. */
  unreadFor(ms: number): UnrecordedBytes[];
  /** Call it regularly: the age of surplus bytes is only as precise as the interval of calls. */
  watch(): void;
}

export interface UnrecordedBytes {
  bytes: number;
  clientPort: number | undefined;
}

interface Listening {
  /** Whether the exchange with this mockttp id was recorded. */
  isKnown: (id: string) => boolean;
  /** Whether a connection is the recorder's own. */
  isOwn: (socket: net.Socket) => boolean;
  /** Called once for each connection that ended. */
  onSurplus: (unread: UnrecordedBytes) => void;
}

/** mockttp adds its id to Node's own request. */
type ProxiedRequest = IncomingMessage & { id?: string };

interface Entry {
  request: ProxiedRequest;
  bytes: number;
}

interface ByteCounter {
  socket: net.Socket;
  clientPort: number | undefined;
  /** Bytes that were read before HTTP/1 began on the connection. */
  base: number;
  /** Bytes of requests that ended and were recorded. */
  recordedBytes: number;
  requests: Entry[];
  /** Counts bytes on its WebSocket that belong to no message. */
  rest: (() => number) | undefined;
  /** Bytes read before a WebSocket was requested; later bytes are counted by the WebSocket's own messages. */
  upgradedAt: number | undefined;
  /** When the surplus first exceeded its limit, by `performance.now()`; later bytes do not reset it. */
  surplusSince: number | undefined;
}

/** Fewer bytes can hide nothing. Clients may add an empty line after a request, or an extra space in a header. */
const SHORTEST = 16;
/** mockttp reports a request, and the end of its body, a moment after they arrived. */
const REPORT_DELAY_MS = 250;

/**
 * Compares the bytes read from each HTTP/1 connection with the recorded requests. Node's parser reads some bytes without an
 * event: chunk extensions, data after an upgrade request, the start of a request that never continues. They left the phone.
 */
export function countUnrecordedBytes(http1: http.Server, listening: Listening): UnrecordedBytesCounter {
  const counters = new Map<net.Socket, ByteCounter>();
  const closing = new WeakSet<net.Socket>();

  http1.prependListener('connection', (socket: net.Socket) => {
    settle(socket, socket.bytesRead - socket.readableLength);
    counters.set(socket, {
      socket,
      clientPort: socket.remotePort,
      // mockttp put back the bytes that it read to detect the protocol.
      base: socket.bytesRead - socket.readableLength,
      recordedBytes: 0,
      requests: [],
      rest: undefined,
      upgradedAt: undefined,
      surplusSince: undefined,
    });
    if (!closing.has(socket)) socket.once('close', () => settle(socket, socket.bytesRead));
    closing.add(socket);
  });

  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    http1.prependListener(event, (request: ProxiedRequest) => {
      const entry = note(request);
      const isChunked = /chunked/i.test(request.headers['transfer-encoding'] ?? '');
      const push = request.push.bind(request);
      request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
        const size = chunk?.length ?? 0;
        if (chunk) entry.bytes += size + (isChunked ? size.toString(16).length + 4 : 0);
        if (chunk === null && isChunked) entry.bytes += 5 + trailerBytesOf(request);

        return push(chunk, encoding);
      };
    });

  http1.prependListener('connect', (request: ProxiedRequest, socket: net.Socket, head: Buffer) => {
    note(request);
    settle(socket, socket.bytesRead - head.length, request);
    // mockttp drops bytes that a client sends through a tunnel before the tunnel is accepted.
    if (head.length > 0) socket.unshift(head);
  });

  http1.prependListener('upgrade', (request: ProxiedRequest, socket: net.Socket, head: Buffer) => {
    note(request);
    const counter = counters.get(socket);
    if (!counter) return;
    counter.upgradedAt = socket.bytesRead - head.length;
    socket.once('ws-upgrade', (webSocket: WebSocketInside) => {
      counter.rest = watchUnfinishedBytes(webSocket, socket);
    });
  });

  function note(request: ProxiedRequest): Entry {
    const entry = { request, bytes: headBytesOf(request) };
    counters.get(request.socket)?.requests.push(entry);

    return entry;
  }

  /** Closes a count at this many bytes, and reports the surplus once all requests must have been reported. */
  function settle(socket: net.Socket, bytesRead: number, tunnel?: ProxiedRequest): void {
    const counter = counters.get(socket);
    if (!counter || !counters.delete(socket) || listening.isOwn(socket)) return;
    setTimeout(() => {
      for (const unread of surplusOf(counter, bytesRead, tunnel)) listening.onSurplus(unread);
    }, REPORT_DELAY_MS).unref();
  }

  /** The surplus of a connection, where it is large enough to hide something, or cannot be counted. */
  function surplusOf(
    counter: ByteCounter,
    bytesRead = counter.socket.bytesRead,
    tunnel?: ProxiedRequest,
  ): UnrecordedBytes[] {
    const bytes = surplusBytes(counter, bytesRead, tunnel);

    return bytes < SHORTEST ? [] : [{ bytes, clientPort: counter.clientPort }];
  }

  /** mockttp creates no exchange for a CONNECT request. */
  function surplusBytes(counter: ByteCounter, bytesRead: number, tunnel: ProxiedRequest | undefined): number {
    const { requests, base, rest, upgradedAt } = counter;
    const recordedBytes = requests
      .filter(({ request }) => request === tunnel || isTold(request))
      .reduce((sum, { bytes }) => sum + bytes, counter.recordedBytes);
    if (upgradedAt === undefined || !rest) return bytesRead - base - recordedBytes;

    return Math.max(0, upgradedAt - base - recordedBytes) + rest();
  }

  function isTold({ id }: ProxiedRequest): boolean {
    return id !== undefined && listening.isKnown(id);
  }

  /** Requests that ended are no longer tracked. */
  function forgetEnded(counter: ByteCounter): void {
    const isOver = ({ request }: Entry) => request.complete && isTold(request);
    counter.recordedBytes += counter.requests.filter(isOver).reduce((sum, { bytes }) => sum + bytes, 0);
    counter.requests = counter.requests.filter((entry) => !isOver(entry));
  }

  function watch(): void {
    for (const counter of counters.values()) {
      forgetEnded(counter);
      if (surplusOf(counter).length === 0) counter.surplusSince = undefined;
      else counter.surplusSince ??= performance.now();
    }
  }

  return {
    watch,
    unreadFor(ms) {
      watch();

      return [...counters.values()]
        .filter(
          ({ socket, surplusSince }) =>
            surplusSince !== undefined && performance.now() - surplusSince >= ms && !listening.isOwn(socket),
        )
        .flatMap((counter) => surplusOf(counter));
    },
  };
}
