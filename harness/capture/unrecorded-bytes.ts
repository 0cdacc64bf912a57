import type http from 'node:http';
import type net from 'node:net';
import type { IncomingMessage } from 'node:http';
import { headBytesOf, trailerBytesOf } from './head-bytes.ts';
import { countUnfinishedBytes, type WebSocketInternals } from './web-socket-extras.ts';

/** Counts bytes that arrived over HTTP/1 connections and belong to no exchange. */
export interface UnrecordedBytesCounter {
  /** Surplus bytes of open connections that are at least this many milliseconds old. */
  surplusOlderThan(ms: number): UnrecordedBytes[];
  /** Updates the age of surplus bytes. The age is only as precise as the interval between calls. */
  update(): void;
}

export interface UnrecordedBytes {
  /** NaN if the bytes cannot be counted. */
  bytes: number;
  clientPort: number | undefined;
}

interface CounterOptions {
  /** Whether the exchange with this mockttp id was recorded. */
  isKnown: (id: string) => boolean;
  /** Whether a connection is the recorder's own. */
  isOwn: (socket: net.Socket) => boolean;
  /** Called once for each connection that ended. */
  onSurplus: (unread: UnrecordedBytes) => void;
}

/** mockttp adds its id to Node's own request. */
type ProxiedRequest = IncomingMessage & { id?: string };

interface TrackedRequest {
  request: ProxiedRequest;
  bytes: number;
}

interface ByteCounter {
  socket: net.Socket;
  clientPort: number | undefined;
  /** Bytes that were read before HTTP/1 began on the connection. */
  bytesBefore: number;
  /** Bytes of requests that ended and were recorded. */
  recordedBytes: number;
  requests: TrackedRequest[];
  /** Counts bytes on the connection's WebSocket that belong to no message; undefined before a WebSocket opens. */
  unfinishedBytes: (() => number) | undefined;
  /** Bytes read before a WebSocket was requested; later bytes are counted by the WebSocket's own messages. */
  upgradedAt: number | undefined;
  /** When the surplus first exceeded its limit, by `performance.now()`; later bytes do not reset it. */
  surplusSince: number | undefined;
}

/** A smaller surplus is ignored: clients may add an empty line after a request, or an extra space in a header. */
const MIN_SURPLUS_BYTES = 16;
/** mockttp reports a request, and the end of its body, a moment after they arrived. */
const REPORT_DELAY_MS = 250;

/**
 * Compares the bytes read from each HTTP/1 connection with the recorded requests. Node's parser reads some bytes without an
 * event: chunk extensions, data after an upgrade request, the start of a request that never continues. These bytes left the
 * phone, so they must be reported.
 */
export function countUnrecordedBytes(http1: http.Server, options: CounterOptions): UnrecordedBytesCounter {
  const counters = new Map<net.Socket, ByteCounter>();
  const closing = new WeakSet<net.Socket>();

  http1.prependListener('connection', (socket: net.Socket) => {
    finishCounting(socket, socket.bytesRead - socket.readableLength);
    counters.set(socket, {
      socket,
      clientPort: socket.remotePort,
      // mockttp has put back the bytes that it read to detect the protocol, so they count as not read yet.
      bytesBefore: socket.bytesRead - socket.readableLength,
      recordedBytes: 0,
      requests: [],
      unfinishedBytes: undefined,
      upgradedAt: undefined,
      surplusSince: undefined,
    });
    if (!closing.has(socket)) socket.once('close', () => finishCounting(socket, socket.bytesRead));
    closing.add(socket);
  });

  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    http1.prependListener(event, (request: ProxiedRequest) => {
      const entry = trackRequest(request);
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
    trackRequest(request);
    finishCounting(socket, socket.bytesRead - head.length, request);
    // mockttp drops bytes that a client sends through a tunnel before the tunnel is accepted.
    if (head.length > 0) socket.unshift(head);
  });

  http1.prependListener('upgrade', (request: ProxiedRequest, socket: net.Socket, head: Buffer) => {
    trackRequest(request);
    const counter = counters.get(socket);
    if (!counter) return;
    counter.upgradedAt = socket.bytesRead - head.length;
    socket.once('ws-upgrade', (webSocket: WebSocketInternals) => {
      counter.unfinishedBytes = countUnfinishedBytes(webSocket, socket);
    });
  });

  function trackRequest(request: ProxiedRequest): TrackedRequest {
    const entry = { request, bytes: headBytesOf(request) };
    counters.get(request.socket)?.requests.push(entry);

    return entry;
  }

  /** Ends the count of a connection at this many bytes, and reports the surplus after mockttp has reported all requests. */
  function finishCounting(socket: net.Socket, bytesRead: number, tunnel?: ProxiedRequest): void {
    const counter = counters.get(socket);
    if (!counter || !counters.delete(socket) || options.isOwn(socket)) return;
    setTimeout(() => {
      for (const unread of surplusOf(counter, bytesRead, tunnel)) options.onSurplus(unread);
    }, REPORT_DELAY_MS).unref();
  }

  /** The surplus of a connection if it is large enough to be reported, or if it cannot be counted (NaN). */
  function surplusOf(
    counter: ByteCounter,
    bytesRead = counter.socket.bytesRead,
    tunnel?: ProxiedRequest,
  ): UnrecordedBytes[] {
    const bytes = surplusBytes(counter, bytesRead, tunnel);

    return bytes < MIN_SURPLUS_BYTES ? [] : [{ bytes, clientPort: counter.clientPort }];
  }

  /** Bytes of a connection that belong to no exchange. mockttp creates no exchange for the CONNECT request of a tunnel. */
  function surplusBytes(counter: ByteCounter, bytesRead: number, tunnel: ProxiedRequest | undefined): number {
    const { requests, bytesBefore, unfinishedBytes, upgradedAt } = counter;
    const recordedBytes = requests
      .filter(({ request }) => request === tunnel || isRecorded(request))
      .reduce((sum, { bytes }) => sum + bytes, counter.recordedBytes);
    if (upgradedAt === undefined || !unfinishedBytes) return bytesRead - bytesBefore - recordedBytes;

    return Math.max(0, upgradedAt - bytesBefore - recordedBytes) + unfinishedBytes();
  }

  function isRecorded({ id }: ProxiedRequest): boolean {
    return id !== undefined && options.isKnown(id);
  }

  /** Adds the bytes of requests that ended to `recordedBytes` and no longer tracks these requests. */
  function dropEnded(counter: ByteCounter): void {
    const isOver = ({ request }: TrackedRequest) => request.complete && isRecorded(request);
    counter.recordedBytes += counter.requests.filter(isOver).reduce((sum, { bytes }) => sum + bytes, 0);
    counter.requests = counter.requests.filter((entry) => !isOver(entry));
  }

  function update(): void {
    for (const counter of counters.values()) {
      dropEnded(counter);
      if (surplusOf(counter).length === 0) counter.surplusSince = undefined;
      else counter.surplusSince ??= performance.now();
    }
  }

  return {
    update,
    surplusOlderThan(ms) {
      update();

      return [...counters.values()]
        .filter(
          ({ socket, surplusSince }) =>
            surplusSince !== undefined && performance.now() - surplusSince >= ms && !options.isOwn(socket),
        )
        .flatMap((counter) => surplusOf(counter));
    },
  };
}
