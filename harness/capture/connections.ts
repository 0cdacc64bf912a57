import { Buffer } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { DirectPort } from '../model/direct-port.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { RawHeaders } from './har-headers.ts';
import type { Listener } from './listener.ts';
import { recordNestedTunnel } from './nested-tunnel.ts';
import { helloOf } from './tls-hello.ts';
import {
  directTunnel,
  hostOf,
  isSilent,
  portOf,
  type SilentTunnel,
  silentTunnelEvent,
  type Tunnel,
} from './tunnels.ts';

/** The connections below the proxy: the host names they were opened for, and bytes that no parser read. */
export interface Connections {
  /** Bytes read from all connections, open and closed. */
  bytesRead(): number;
  /** Number of connections that were accepted. */
  accepted(): number;
  /** Bytes from a client that are not HTTP, by the client's port. Each call removes them. */
  takeUnparsed(clientPort: number | undefined): Buffer | undefined;
  /**
   * The host that a client's connection was opened for. For nested tunnels, it is the host of the outermost tunnel, which
   * receives the traffic of all of them.
   */
  targetHostOf(clientPort: number | undefined): string | undefined;
  /** Open tunnels over which the client has sent nothing yet. */
  silentTunnels(): SilentTunnel[];
  /** Excludes a connection from `bytesRead`, because it is the recorder's own. */
  exclude(socket: net.Socket): void;
  isExcluded(socket: net.Socket): boolean;
  /**
   * Closes the connections that are open now, after two seconds. Until then, connections of heartbeats have ended or have
   * been excluded.
   */
  closeOpenConnections(): void;
  /** Closes every connection. Resolves when all are closed. */
  destroy(): Promise<void>;
}

type Emit = (event: VisibilityEvent) => void;

/** Milliseconds in which a heartbeat sends its request, which identifies its connection. */
const HEARTBEAT_MS = 2000;

/** Records data of exchanges that mockttp's events lack. */
type LogWriter = Pick<
  ExchangeLog,
  'recordTrailers' | 'recordMessage' | 'recordStart' | 'recordBodyData' | 'recordResponse'
>;

/**
 * Node's own request, to which mockttp adds its id and the trailers, in pairs. Of mockttp's events, only those with the
 * whole body have the trailers.
 */
type ProxiedRequest = Omit<IncomingMessage, 'rawTrailers'> & { id?: string; rawTrailers?: RawHeaders };

/**
 * Watches a proxy's listener. Call it before the proxy listens.
 *
 * @param from the UID of all connections, and the port that they were opened for without the proxy
 */
export function watchConnections(
  listener: Listener,
  emit: Emit,
  log: LogWriter,
  { uid, direct }: { uid: number | undefined; direct: DirectPort | undefined },
): Connections {
  const sockets = new Set<net.Socket>();
  const excluded = new WeakSet<net.Socket>();
  const tunnels = new Map<number, Tunnel>();
  /** Target hosts by client port. They stay when a connection closes, because its last request may be reported later. */
  const targetHosts = new Map<number, string>();
  const trustingSockets = new WeakSet<net.Socket>();
  const unparsed = new Map<number, Buffer>();
  let bytesOfClosedSockets = 0;
  let accepted = 0;

  // A socket is reported again when a tunnel through it begins.
  listener.on('connection', (socket: unknown) => {
    if (!(socket instanceof net.Socket) || socket instanceof tls.TLSSocket || sockets.has(socket)) return;
    const port = socket.remotePort;
    sockets.add(socket);
    accepted++;
    if (port !== undefined) targetHosts.delete(port);
    if (port !== undefined && direct !== undefined) tunnels.set(port, directTunnel(socket, direct));
    socket.once('close', () => {
      sockets.delete(socket);
      if (!excluded.has(socket)) bytesOfClosedSockets += socket.bytesRead;
      if (port === undefined) return;
      const tunnel = tunnels.get(port);
      if (tunnel && isSilent(tunnel)) emit(silentTunnelEvent(tunnel));
      tunnels.delete(port);
    });
  });

  listener.on('connect', (request: IncomingMessage, _socket: unknown, head?: unknown) => {
    const { socket } = request;
    const name = hostOf(request.url ?? '');
    const through = socket.remotePort === undefined ? undefined : targetHosts.get(socket.remotePort);
    if (socket.remotePort !== undefined && through === undefined) targetHosts.set(socket.remotePort, name);
    if (through !== undefined) recordNestedTunnel(log, request, { through, uid });
    else if (direct !== undefined)
      emit({ kind: 'not-http', at: now(), detail: `a CONNECT request for ${name} to an unknown proxy` });
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
    for (const name of helloOf(socket).unregisteredLongProtocols)
      emit({
        kind: 'not-http',
        at: now(),
        detail: `a TLS ClientHello offered a protocol (ALPN) whose name is long and not registered: ${name}`,
      });
    const name = serverNameOf(socket);
    if (name === null || (socket.remotePort !== undefined && tunnels.get(socket.remotePort)?.name === name))
      return;
    emit({ kind: 'server-name', at: now(), name, by: 'sni', attribution: 'unknown' });
    if (direct !== undefined && socket.remotePort !== undefined && !targetHosts.has(socket.remotePort))
      targetHosts.set(socket.remotePort, name);
  });

  /** A client that sends data through TLS has accepted the certificate. */
  function reportAcceptance(socket: unknown): void {
    if (!(socket instanceof tls.TLSSocket) || trustingSockets.has(socket)) return;
    trustingSockets.add(socket);
    emit({
      kind: 'tls-accepted',
      at: now(),
      sni: serverNameOf(socket),
      ja4: helloOf(socket).ja4,
      attribution: 'unknown',
    });
  }

  listener.on('request', (request: ProxiedRequest) => {
    if (request.httpVersionMajor < 2) reportAcceptance(request.socket);
    request.once('end', () => {
      const { id, rawTrailers } = request;
      if (id !== undefined && rawTrailers && rawTrailers.length > 0) log.recordTrailers(id, rawTrailers);
    });
  });
  listener.on('upgrade', (request: ProxiedRequest, socket: net.Socket) => {
    reportAcceptance(socket);
    // Control frames can carry 125 bytes, and mockttp has no event for them.
    socket.once('ws-upgrade', (webSocket: EventEmitter) => {
      const recordControlFrame = (opcode: number) => (bytes: Buffer) => {
        if (request.id !== undefined && bytes.length > 0)
          log.recordMessage(request.id, 'send', opcode, bytes, Date.now() / 1000);
      };
      // An invalid frame closes the socket, and would end the process without a listener.
      webSocket.on('error', (error: Error) =>
        emit({ kind: 'not-http', at: now(), detail: `a WebSocket could not be read: ${error.message}` }),
      );
      webSocket.on('ping', recordControlFrame(9));
      webSocket.on('pong', recordControlFrame(10));
    });
  });
  listener.on('session', (session: ServerHttp2Session) => {
    session.once('connect', (_session: ServerHttp2Session, socket: net.Socket | tls.TLSSocket) => {
      session.once('remoteSettings', () => reportAcceptance(socket));
    });
  });

  listener.on('clientError', (error: Error & { rawPacket?: Buffer }, socket: net.Socket) => {
    if (!error.rawPacket || error.rawPacket.length === 0) return;
    reportAcceptance(socket);
    if (socket.remotePort !== undefined) unparsed.set(socket.remotePort, Buffer.from(error.rawPacket));
  });

  return {
    accepted: () => accepted,
    bytesRead: () =>
      [...sockets].reduce(
        (sum, socket) => sum + (excluded.has(socket) ? 0 : socket.bytesRead),
        bytesOfClosedSockets,
      ),
    silentTunnels: () =>
      [...tunnels.values()].filter(isSilent).map(({ name, port, openedAt }) => ({
        host: name,
        port,
        ageMs: performance.now() - openedAt,
      })),
    targetHostOf: (clientPort) => (clientPort === undefined ? undefined : targetHosts.get(clientPort)),
    exclude: (socket) => void excluded.add(socket),
    isExcluded: (socket) => excluded.has(socket),
    takeUnparsed(clientPort) {
      if (clientPort === undefined) return undefined;
      const bytes = unparsed.get(clientPort);
      unparsed.delete(clientPort);

      return bytes;
    },
    closeOpenConnections() {
      const open = [...sockets];
      setTimeout(() => {
        for (const socket of open) if (!excluded.has(socket)) socket.destroy();
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

function serverNameOf(socket: tls.TLSSocket): string | null {
  const { servername } = socket as { servername?: string | false };

  return typeof servername === 'string' && servername !== '' ? servername : null;
}

function now(): string {
  return new Date().toISOString();
}
