import { Buffer } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { VisibilityEvent } from '../model/visibility.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { RawHeaders } from './har-headers.ts';
import type { Listener } from './listener.ts';
import { recordNestedTunnel } from './nested-tunnel.ts';
import { helloOf } from './tls-hello.ts';

/** The connections below the proxy: the host names they were opened for, and bytes that no parser read. */
export interface Connections {
  /** Bytes read from all connections, open and closed. */
  bytesRead(): number;
  /** Bytes from a client that are not HTTP, by the client's port. Each call removes them. */
  takeUnparsed(clientPort: number | undefined): Buffer | undefined;
  /**
   * The host that a client's connection was opened for. For nested tunnels this is the outermost one, which receives
   * everything.
   */
  openedFor(clientPort: number | undefined): string | undefined;
  /** Open tunnels over which the client has sent nothing yet. */
  silent(): SilentTunnel[];
  /** Leaves a connection out of the bytes read: it is the recorder's own. */
  disregard(socket: net.Socket): void;
  isDisregarded(socket: net.Socket): boolean;
  /**
   * Two seconds from now, closes the connections that are open now. Heartbeats have ended by then or are known as the recorder's own.
   */
  cutOpen(): void;
  /** Closes every connection. Resolves when all are closed. */
  destroy(): Promise<void>;
}

export interface SilentTunnel {
  host: string;
  port: number;
  /** Milliseconds since it was opened. */
  ageMs: number;
}

type Emit = (event: VisibilityEvent) => void;

/** Longer than a heartbeat takes to identify itself. */
const HEARTBEAT_MS = 2000;

/** What the proxy's events leave out of an exchange. */
type Notes = Pick<ExchangeLog, 'trailers' | 'message' | 'began' | 'bodyData' | 'answered'>;

/**
 * mockttp adds its id and the trailers, in pairs, to Node's own request. None of its events has them without the
 * body.
 */
type ProxiedRequest = Omit<IncomingMessage, 'rawTrailers'> & { id?: string; rawTrailers?: RawHeaders };

/** Watches a proxy's listener. Call it before the proxy listens. */
export function watchConnections(listener: Listener, emit: Emit, log: Notes, uid?: number): Connections {
  const sockets = new Set<net.Socket>();
  const disregarded = new WeakSet<net.Socket>();
  const tunnels = new Map<number, Tunnel>();
  /** Kept when a connection closes: its last request may not have been reported yet. */
  const outermost = new Map<number, string>();
  const trusting = new WeakSet<net.Socket>();
  const unparsed = new Map<number, Buffer>();
  let bytesOfClosed = 0;

  // A socket is reported again when a tunnel through it begins.
  listener.on('connection', (socket: unknown) => {
    if (!(socket instanceof net.Socket) || socket instanceof tls.TLSSocket || sockets.has(socket)) return;
    const port = socket.remotePort;
    sockets.add(socket);
    if (port !== undefined) outermost.delete(port);
    socket.once('close', () => {
      sockets.delete(socket);
      if (!disregarded.has(socket)) bytesOfClosed += socket.bytesRead;
      if (port === undefined) return;
      const tunnel = tunnels.get(port);
      if (tunnel && isSilent(tunnel)) emit(silenceOf(tunnel));
      tunnels.delete(port);
    });
  });

  listener.on('connect', (request: IncomingMessage, _socket: unknown, head?: unknown) => {
    const { socket } = request;
    const name = hostOf(request.url ?? '');
    const through = socket.remotePort === undefined ? undefined : outermost.get(socket.remotePort);
    if (socket.remotePort !== undefined && through === undefined) outermost.set(socket.remotePort, name);
    if (through !== undefined) recordNestedTunnel(log, request, { through, uid });
    if (socket.remotePort !== undefined)
      tunnels.set(socket.remotePort, {
        socket,
        name,
        port: portOf(request.url ?? ''),
        openedAt: performance.now(),
        // Bytes that arrived with the CONNECT request already belong to the tunnel.
        bytesBefore: head instanceof Uint8Array && head.length > 0 ? -1 : socket.bytesRead,
      });
    if (name !== '')
      emit({
        kind: 'server-name',
        at: now(),
        name,
        by: 'connect',
        ...(through !== undefined && { through }),
        attribution: 'unknown',
      });
  });

  listener.on('secureConnection', (socket: tls.TLSSocket) => {
    for (const name of helloOf(socket).longProtocols)
      emit({
        kind: 'not-http',
        at: now(),
        detail: `a TLS hello (ALPN) named a protocol longer than any registered name: ${name}`,
      });
    const name = serverNameOf(socket);
    if (name === null || (socket.remotePort !== undefined && tunnels.get(socket.remotePort)?.name === name))
      return;
    emit({ kind: 'server-name', at: now(), name, by: 'sni', attribution: 'unknown' });
  });

  /** A client that sends data through TLS has accepted the certificate. */
  function accepted(socket: unknown): void {
    if (!(socket instanceof tls.TLSSocket) || trusting.has(socket)) return;
    trusting.add(socket);
    emit({
      kind: 'tls-accepted',
      at: now(),
      sni: serverNameOf(socket),
      ja4: helloOf(socket).ja4,
      attribution: 'unknown',
    });
  }

  listener.on('request', (request: ProxiedRequest) => {
    if (request.httpVersionMajor < 2) accepted(request.socket);
    request.once('end', () => {
      const { id, rawTrailers } = request;
      if (id !== undefined && rawTrailers && rawTrailers.length > 0) log.trailers(id, rawTrailers);
    });
  });
  listener.on('upgrade', (request: ProxiedRequest, socket: net.Socket) => {
    accepted(socket);
    // Control frames can carry 125 bytes and have no event.
    socket.once('ws-upgrade', (webSocket: EventEmitter) => {
      const note = (opcode: number) => (bytes: Buffer) => {
        if (request.id !== undefined && bytes.length > 0)
          log.message(request.id, 'send', opcode, bytes, Date.now() / 1000);
      };
      // An invalid frame closes the socket, and would end the process without a listener.
      webSocket.on('error', (error: Error) =>
        emit({ kind: 'not-http', at: now(), detail: `a WebSocket could not be read: ${error.message}` }),
      );
      webSocket.on('ping', note(9));
      webSocket.on('pong', note(10));
    });
  });
  listener.on('session', (session: ServerHttp2Session) => {
    session.once('connect', (_session: ServerHttp2Session, socket: net.Socket | tls.TLSSocket) => {
      session.once('remoteSettings', () => accepted(socket));
    });
  });

  listener.on('clientError', (error: Error & { rawPacket?: Buffer }, socket: net.Socket) => {
    if (!error.rawPacket || error.rawPacket.length === 0) return;
    accepted(socket);
    if (socket.remotePort !== undefined) unparsed.set(socket.remotePort, Buffer.from(error.rawPacket));
  });

  return {
    bytesRead: () =>
      [...sockets].reduce(
        (sum, socket) => sum + (disregarded.has(socket) ? 0 : socket.bytesRead),
        bytesOfClosed,
      ),
    silent: () =>
      [...tunnels.values()].filter(isSilent).map(({ name, port, openedAt }) => ({
        host: name,
        port,
        ageMs: performance.now() - openedAt,
      })),
    openedFor: (clientPort) => (clientPort === undefined ? undefined : outermost.get(clientPort)),
    disregard: (socket) => void disregarded.add(socket),
    isDisregarded: (socket) => disregarded.has(socket),
    takeUnparsed(clientPort) {
      if (clientPort === undefined) return undefined;
      const bytes = unparsed.get(clientPort);
      unparsed.delete(clientPort);

      return bytes;
    },
    cutOpen() {
      const open = [...sockets];
      setTimeout(() => {
        for (const socket of open) if (!disregarded.has(socket)) socket.destroy();
      }, HEARTBEAT_MS).unref();
    },
    async destroy() {
      const closing = [...sockets].map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closing);
    },
  };
}

interface Tunnel {
  socket: net.Socket;
  name: string;
  port: number;
  openedAt: number;
  /** Bytes read before the tunnel's own; -1 where some arrived together with the CONNECT request. */
  bytesBefore: number;
}

function isSilent({ socket, bytesBefore }: Tunnel): boolean {
  return bytesBefore >= 0 && socket.bytesRead <= bytesBefore;
}

function silenceOf({ name, port }: Tunnel): VisibilityEvent {
  return { kind: 'silent-tunnel', at: now(), host: name, port, attribution: 'unknown' };
}

function serverNameOf(socket: tls.TLSSocket): string | null {
  const { servername } = socket as { servername?: string | false };

  return typeof servername === 'string' && servername !== '' ? servername : null;
}

/** The host of `host:port` or `[::1]:port`. */
function hostOf(authority: string): string {
  return authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** 443 where the authority has no port. */
function portOf(authority: string): number {
  return Number(/:(\d+)$/.exec(authority)?.[1] ?? 443);
}

function now(): string {
  return new Date().toISOString();
}
