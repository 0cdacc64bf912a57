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

export interface Sink {
  /** The loopback port that accepts every TCP connection, of any protocol. */
  tcpPort: number;
  /** The loopback port that accepts every datagram and answers DNS queries. */
  udpPort: number;
  stop(): Promise<void>;
}

/** A client that sends nothing for this long is taken to use a protocol in which the server speaks first. */
const SILENT_MS = 30_000;

/**
 * The handset's own internet, on loopback: HTTP/1.1, HTTP/2 and TLS for any server name. `respond` answers HTTP requests.
 * WebSockets are accepted and read; other TCP and UDP data is discarded.
 */
export async function startSink(authority: SinkAuthority, respond: Responder): Promise<Sink> {
  const sockets = new Set<Duplex>();
  const websockets = new WebSocketServer({ noServer: true });
  const onRequest = (request: Http2ServerRequest | IncomingMessage, response: AnyResponse) => {
    answer(request, response, respond).catch((error: unknown) => {
      process.stderr.write(`the simulated internet failed to answer ${request.url}: ${String(error)}\n`);
      response.stream?.destroy();
      response.socket?.destroy();
    });
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    websockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
    });
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
  plain.on('clientError', (_error, socket) => socket.destroy());

  const front = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    sortByProtocol(socket, { plain, secure });
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

/** The first bytes show the protocol: a TLS record, a line of HTTP, or anything else, which is discarded. */
function sortByProtocol(
  socket: Socket,
  servers: { plain: NodeJS.EventEmitter; secure: NodeJS.EventEmitter },
): void {
  socket.setTimeout(SILENT_MS, () => socket.destroy());
  socket.once('data', (head: Buffer) => {
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    const server = head[0] === 0x16 ? servers.secure : isHttp(head) ? servers.plain : undefined;
    if (!server) {
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
): Promise<void> {
  const received = await readRequest(request).catch(() => undefined);
  // The client closed the connection during its request.
  if (!received) return;
  const reply = respond(received);
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

async function readRequest(request: Http2ServerRequest | IncomingMessage): Promise<OriginRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const host = 'authority' in request && request.authority ? request.authority : request.headers.host;
  const url = request.url ?? '/';
  const headers = Array.from(
    { length: request.rawHeaders.length / 2 },
    (_, at) => [request.rawHeaders[at * 2] ?? '', request.rawHeaders[at * 2 + 1] ?? ''] as const,
  ).filter(([name]) => !name.startsWith(':'));

  return {
    method: request.method ?? 'GET',
    url: /^https?:/.test(url) ? url : `${scheme}://${host ?? 'unnamed.invalid'}${url}`,
    headers,
    body: Buffer.concat(chunks),
  };
}
