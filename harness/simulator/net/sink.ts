import { createSocket } from 'node:dgram';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { WebSocketServer } from 'ws';
import type { OriginRequest, Responder } from '../../model/origin.ts';
import type { SinkAuthority } from './certificates.ts';
import { dnsAnswer, readDnsQuestion } from './dns-message.ts';
import { addressOf } from './names.ts';
import type { Received } from './sent.ts';

export interface Sink {
  /** The loopback port that accepts every TCP connection, of any protocol. */
  tcpPort: number;
  /** The loopback port that accepts every datagram and answers DNS queries. */
  udpPort: number;
  stop(): Promise<void>;
}

/** RFC 6455: the code of a WebSocket that ended without a closing handshake. */
const NOT_CLOSED = 1006;
/** A client that sends nothing for this long is taken to use a protocol in which the server speaks first. */
const SILENT_MS = 30_000;

/** Called with everything that arrives over TCP, and the client's port on loopback, which identifies its connection. */
export type ReceivedListener = (received: Received, clientPort: number) => void;

/**
 * The handset's own internet, on loopback: HTTP/1.1, HTTP/2 and TLS for any server name. `respond` answers HTTP requests.
 * WebSockets are accepted and read; other TCP and UDP data is discarded. `onReceived` gets all of it except datagrams.
 * The TCP port is also an HTTP proxy to this internet.
 */
export async function startSink(
  authority: SinkAuthority,
  respond: Responder,
  onReceived: ReceivedListener = () => undefined,
): Promise<Sink> {
  const sockets = new Set<Duplex>();
  const websockets = new WebSocketServer({ noServer: true });
  const onRequest = (request: Http2ServerRequest | IncomingMessage, response: AnyResponse) => {
    answer(request, response, respond, onReceived).catch((error: unknown) => {
      process.stderr.write(`the simulated internet failed to answer ${request.url}: ${String(error)}\n`);
      response.stream?.destroy();
      response.socket?.destroy();
    });
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const clientPort = portOf(request);
    onReceived({ kind: 'websocket', request: { ...headOf(request), body: Buffer.alloc(0) } }, clientPort);
    websockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data: Buffer, isBinary) => {
        onReceived({ kind: 'message', data, isBinary }, clientPort);
      });
      client.on('close', (code) => {
        if (code === NOT_CLOSED) onReceived({ kind: 'cut' }, clientPort);
      });
      client.on('error', () => client.terminate());
    });
  };
  /** Bytes that are no valid HTTP, after a start that looked like it or under TLS. */
  const onClientError = (tls: boolean) => (error: Error & { rawPacket?: Buffer }, socket: Socket) => {
    if (error.rawPacket && socket.remotePort !== undefined)
      onReceived({ kind: 'bytes', body: error.rawPacket, tls }, socket.remotePort);
    if (tls) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  };

  const plain = createHttpServer(onRequest).on('upgrade', onUpgrade);
  const secure = createSecureServer(
    {
      allowHTTP1: true,
      ...authority.certificateFor('server.example'),
      SNICallback: (name, done) => done(null, createSecureContext(authority.certificateFor(name))),
    },
    onRequest,
  ).on('upgrade', onUpgrade);
  // The client refused the certificate and handles the error itself.
  secure.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  plain.on('connect', (_request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (head.length > 0) socket.unshift(head);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    sortByProtocol(socket, { plain, secure }, onReceived);
  });
  plain.on('clientError', onClientError(false));
  secure.on('clientError', onClientError(true));

  const front = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    sortByProtocol(socket, { plain, secure }, onReceived);
  });
  const datagrams = createSocket('udp4', (message, from) => {
    const question = readDnsQuestion(message);
    if (!question) return;
    datagrams.send(dnsAnswer(question, addressOf(question.name, question.family)), from.port, from.address);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));

  return {
    tcpPort: (front.address() as AddressInfo).port,
    udpPort: datagrams.address().port,
    async stop() {
      for (const client of websockets.clients) client.terminate();
      for (const socket of sockets) socket.destroy();
      datagrams.close();
      await new Promise<void>((resolve) => front.close(() => resolve()));
    },
  };
}

type AnyResponse = (ServerResponse | Http2ServerResponse) & { stream?: { destroy(): void } };

/** The first bytes show the protocol: a TLS record, a line of HTTP, or anything else, which is only reported. */
function sortByProtocol(
  socket: Socket,
  servers: { plain: NodeJS.EventEmitter; secure: NodeJS.EventEmitter },
  onReceived: ReceivedListener,
): void {
  socket.setTimeout(SILENT_MS, () => socket.destroy());
  socket.once('data', (head: Buffer) => {
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    const server = head[0] === 0x16 ? servers.secure : isHttp(head) ? servers.plain : undefined;
    if (!server) {
      const { remotePort = 0 } = socket;
      const chunks = [head];
      socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
      socket.once('close', () =>
        onReceived({ kind: 'bytes', body: Buffer.concat(chunks), tls: false }, remotePort),
      );
      socket.resume().on('end', () => socket.end());
      return;
    }
    socket.pause();
    socket.unshift(head);
    server.emit('connection', socket);
    // TLS reads the bytes that were put back; resuming the socket would lose them.
    if (server === servers.plain) socket.resume();
  });
  socket.once('end', () => socket.end());
}

function isHttp(head: Buffer): boolean {
  return (
    /^[A-Z]{3,10} \S/.test(head.toString('latin1', 0, 16)) &&
    !head.toString('latin1', 0, 4).startsWith('PRI ')
  );
}

async function answer(
  request: Http2ServerRequest | IncomingMessage,
  response: AnyResponse,
  respond: Responder,
  onReceived: ReceivedListener,
): Promise<void> {
  // Read first: a connection that has ended shows neither its port nor its scheme.
  const clientPort = portOf(request);
  const head = headOf(request);
  const { body, isComplete } = await readBody(request);
  const received = { ...head, body };
  const reply = isComplete ? respond(received) : undefined;
  const http = request.httpVersionMajor === 2 ? '2' : request.httpVersion === '1.0' ? '1.0' : '1.1';
  onReceived(
    { kind: 'request', request: received, trailers: pairs(request.rawTrailers), http, response: reply },
    clientPort,
  );
  // The client closed the connection during its request.
  if (!reply) return;
  const bare = reply.status === 204 || reply.status === 304 || received.method === 'HEAD';
  const headers: Record<string, string[]> = {};
  for (const [name, value] of reply.headers) {
    if (!/^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name)) {
      (headers[name.toLowerCase()] ??= []).push(value);
    }
  }
  if (!bare) headers['content-length'] = [String(reply.body.length)];
  // Both kinds of response take the same arguments, but their types share no interface.
  (response as ServerResponse).writeHead(reply.status, headers);
  (response as ServerResponse).end(bare ? undefined : Buffer.from(reply.body));
}

/** The body, or what arrived of it before the client ended the connection. */
async function readBody(
  request: Http2ServerRequest | IncomingMessage,
): Promise<{ body: Buffer; isComplete: boolean }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return { body: Buffer.concat(chunks), isComplete: false };
  }

  // An HTTP/2 stream that was reset ends like one that is complete.
  return { body: Buffer.concat(chunks), isComplete: !('stream' in request && request.stream.aborted) };
}

function headOf(request: Http2ServerRequest | IncomingMessage): Omit<OriginRequest, 'body'> {
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const host = 'authority' in request && request.authority ? request.authority : request.headers.host;
  const url = request.url ?? '/';

  return {
    method: request.method ?? 'GET',
    url: /^https?:/.test(url) ? url : `${scheme}://${host ?? 'unnamed.invalid'}${url}`,
    headers: pairs(request.rawHeaders).filter(([name]) => !name.startsWith(':')),
  };
}

/** Node's alternating names and values, as pairs. */
function pairs(flat: readonly string[]): OriginRequest['headers'] {
  return Array.from(
    { length: flat.length / 2 },
    (_, at) => [flat[at * 2] ?? '', flat[at * 2 + 1] ?? ''] as const,
  );
}

function portOf(request: Http2ServerRequest | IncomingMessage): number {
  return request.socket.remotePort ?? 0;
}
