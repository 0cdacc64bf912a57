import type http from 'node:http';
import type net from 'node:net';
import type { IncomingMessage } from 'node:http';
import { headBytesOf, trailerBytesOf } from './head-bytes.ts';
import { watchRest, type WebSocketInside } from './web-socket-rest.ts';

/** What came over HTTP/1 connections and stands in no exchange, told by counting. */
export interface ByteAccounts {
  /** Of connections that are open, what has stood there for so many milliseconds. */
  unreadFor(ms: number): UnreadBytes[];
  /** To be called every now and then: since when something stands there is known no better than that. */
  watch(): void;
}

export interface UnreadBytes {
  bytes: number;
  clientPort: number | undefined;
}

interface Listening {
  /** Whether an exchange by mockttp's id was written down. */
  isKnown: (id: string) => boolean;
  /** Whether a connection is the recorder's own. */
  isOwn: (socket: net.Socket) => boolean;
  /** Told once of a connection that is over. */
  onUnread: (unread: UnreadBytes) => void;
}

/** mockttp puts its id on Node's own request. */
type ProxiedRequest = IncomingMessage & { id?: string };

interface Entry {
  request: ProxiedRequest;
  bytes: number;
}

interface Account {
  socket: net.Socket;
  clientPort: number | undefined;
  /** What had been read when HTTP/1 began on the connection. */
  base: number;
  /** Bytes of requests that are over and written down. */
  told: number;
  requests: Entry[];
  /** Tells what came over its WebSocket and is no message. */
  rest: (() => number) | undefined;
  /** What had been read when a WebSocket was asked for; of what follows, its own messages tell. */
  upgradedAt: number | undefined;
  /** Since when more has stood there than may, by `performance.now()`; that still more comes makes it no younger. */
  unreadSince: number | undefined;
}

/** Fewer can hold nothing; clients may end a request with an empty line too many, or put more than one space into a header. */
const SHORTEST = 16;
/** mockttp tells of a request, and of the end of its body, a moment after it came. */
const TOLD_MS = 250;

/**
 * Holds what was read from each HTTP/1 connection against the requests that were written down. Node's parser takes some things
 * without a word: extensions of chunks, what stands behind a request for an upgrade, the beginning of a request that does not
 * go on. No event tells of them, but they left the phone.
 */
export function accountForBytes(http1: http.Server, listening: Listening): ByteAccounts {
  const accounts = new Map<net.Socket, Account>();
  const closing = new WeakSet<net.Socket>();

  http1.prependListener('connection', (socket: net.Socket) => {
    settle(socket, socket.bytesRead - socket.readableLength);
    accounts.set(socket, {
      socket,
      clientPort: socket.remotePort,
      // What was looked at to tell the protocol was put back.
      base: socket.bytesRead - socket.readableLength,
      told: 0,
      requests: [],
      rest: undefined,
      upgradedAt: undefined,
      unreadSince: undefined,
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
    // mockttp drops what a client says through a tunnel before it is answered.
    if (head.length > 0) socket.unshift(head);
  });

  http1.prependListener('upgrade', (request: ProxiedRequest, socket: net.Socket, head: Buffer) => {
    note(request);
    const account = accounts.get(socket);
    if (!account) return;
    account.upgradedAt = socket.bytesRead - head.length;
    socket.once('ws-upgrade', (webSocket: WebSocketInside) => {
      account.rest = watchRest(webSocket, socket);
    });
  });

  function note(request: ProxiedRequest): Entry {
    const entry = { request, bytes: headBytesOf(request) };
    accounts.get(request.socket)?.requests.push(entry);

    return entry;
  }

  /** Closes an account at so many bytes, and tells what is left of it once all requests on it must have been told of. */
  function settle(socket: net.Socket, bytesRead: number, tunnel?: ProxiedRequest): void {
    const account = accounts.get(socket);
    if (!account || !accounts.delete(socket) || listening.isOwn(socket)) return;
    setTimeout(() => {
      for (const unread of unreadIn(account, bytesRead, tunnel)) listening.onUnread(unread);
    }, TOLD_MS).unref();
  }

  /** What is unread of a connection, where that is enough to hold something; what cannot be counted is, too. */
  function unreadIn(
    account: Account,
    bytesRead = account.socket.bytesRead,
    tunnel?: ProxiedRequest,
  ): UnreadBytes[] {
    const bytes = unreadOf(account, bytesRead, tunnel);

    return bytes < SHORTEST ? [] : [{ bytes, clientPort: account.clientPort }];
  }

  /** A request for a tunnel is no exchange of mockttp's. */
  function unreadOf(account: Account, bytesRead: number, tunnel: ProxiedRequest | undefined): number {
    const { requests, base, rest, upgradedAt } = account;
    const told = requests
      .filter(({ request }) => request === tunnel || isTold(request))
      .reduce((sum, { bytes }) => sum + bytes, account.told);
    if (upgradedAt === undefined || !rest) return bytesRead - base - told;

    return Math.max(0, upgradedAt - base - told) + rest();
  }

  function isTold({ id }: ProxiedRequest): boolean {
    return id !== undefined && listening.isKnown(id);
  }

  /** Nothing is kept of requests that are over. */
  function forgetTold(account: Account): void {
    const isOver = ({ request }: Entry) => request.complete && isTold(request);
    account.told += account.requests.filter(isOver).reduce((sum, { bytes }) => sum + bytes, 0);
    account.requests = account.requests.filter((entry) => !isOver(entry));
  }

  function watch(): void {
    for (const account of accounts.values()) {
      forgetTold(account);
      if (unreadIn(account).length === 0) account.unreadSince = undefined;
      else account.unreadSince ??= performance.now();
    }
  }

  return {
    watch,
    unreadFor(ms) {
      watch();

      return [...accounts.values()]
        .filter(
          ({ socket, unreadSince }) =>
            unreadSince !== undefined && performance.now() - unreadSince >= ms && !listening.isOwn(socket),
        )
        .flatMap((account) => unreadIn(account));
    },
  };
}
