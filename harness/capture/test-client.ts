import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { callbackify } from 'node:util';
import WebSocket from 'ws';
import { withTimeLimit } from './limited.ts';

/** A request of the recorder's own test client. */
export interface TestRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** Aborts after this many bytes of the body were written. */
  abortAfter?: number;
}

/** A client that uses a local proxy as a phone does: CONNECT, TLS under the given root, then HTTP. */
export interface TestClient {
  /** Resolves to the status and the body of the response; to status 0 if the request was aborted. */
  http1(request: TestRequest): Promise<{ status: number; body: Buffer }>;
  http2(request: TestRequest): Promise<{ status: number; body: Buffer }>;
  /** Sends the messages in order, then closes. */
  webSocket(url: string, headers: Record<string, string>, messages: (string | Uint8Array)[]): Promise<void>;
  /** An empty tunnel to `host:port`. */
  tunnel(authority: string): Promise<Socket>;
  close(): void;
}

/** Real milliseconds for a request; a busy machine may need many. */
const LIMIT_MS = 30_000;

export function createTestClient(proxyPort: number, root: string): TestClient {
  const sessions = new Map<string, Promise<http2.ClientHttp2Session>>();
  const agent = new https.Agent();
  Object.assign(agent, { createConnection: createTlsConnection });

  function createTlsConnection(
    options: { host: string },
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    callbackify(connectTls)(options.host, 'http/1.1', done);
  }

  async function connectTls(host: string, protocol: string): Promise<tls.TLSSocket> {
    const socket = tls.connect({
      socket: await tunnel(`${host}:443`),
      servername: host,
      ca: root,
      ALPNProtocols: [protocol],
    });
    await once(socket, 'secureConnect');

    return socket;
  }

  async function tunnel(authority: string): Promise<Socket> {
    const request = http.request({ host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: authority });
    request.end();
    const [, socket] = (await once(request, 'connect')) as [unknown, Socket];

    return socket;
  }

  function sessionOf(host: string): Promise<http2.ClientHttp2Session> {
    let session = sessions.get(host);
    if (!session) sessions.set(host, (session = openSession(host)));

    return session;
  }

  async function openSession(host: string): Promise<http2.ClientHttp2Session> {
    const socket = await connectTls(host, 'h2');

    return http2.connect(`https://${host}`, { createConnection: () => socket });
  }

  return {
    http1: (request) =>
      withTimeLimit(`HTTP/1.1 ${request.url}`, LIMIT_MS, sendHttp1(request, proxyPort, agent)),
    http2: (request) =>
      withTimeLimit(
        `HTTP/2 ${request.url}`,
        LIMIT_MS,
        sessionOf(new URL(request.url).hostname).then((session) => sendHttp2(request, session)),
      ),
    webSocket: (url, headers, messages) =>
      withTimeLimit(
        `WebSocket ${url}`,
        LIMIT_MS,
        sendMessages(new WebSocket(url, { agent, headers }), messages),
      ),
    tunnel,
    close() {
      agent.destroy();
      for (const session of sessions.values()) session.then((open) => open.destroy()).catch(() => undefined);
    },
  };
}

/** Sends a request over HTTP/1.1. Without TLS, its URL goes to the proxy in absolute form, as on a phone. */
async function sendHttp1(
  { url, method = 'GET', headers = {}, body, abortAfter }: TestRequest,
  proxyPort: number,
  agent: https.Agent,
): Promise<{ status: number; body: Buffer }> {
  const { protocol, host } = new URL(url);
  const length = body && { 'content-length': String(body.length) };
  const request =
    protocol === 'https:'
      ? https.request(url, { method, agent, headers: { ...headers, ...length } })
      : http.request({
          host: '127.0.0.1',
          port: proxyPort,
          path: url,
          method,
          headers: { host, ...headers, ...length },
        });
  if (abortAfter !== undefined && body) {
    request.on('error', () => undefined);
    await new Promise<void>((resolve) => request.write(body.subarray(0, abortAfter), () => resolve()));
    await abortLater(() => request.destroy());

    return { status: 0, body: Buffer.alloc(0) };
  }
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];

  return { status: response.statusCode ?? 0, body: await bytesOf(response) };
}

async function sendHttp2(
  { url, method = 'GET', headers = {}, body, abortAfter }: TestRequest,
  session: http2.ClientHttp2Session,
): Promise<{ status: number; body: Buffer }> {
  const { pathname, search, host } = new URL(url);
  const stream = session.request({
    ':method': method,
    ':authority': host,
    ':path': pathname + search,
    ...headers,
  });
  if (abortAfter !== undefined && body) {
    stream.on('error', () => undefined);
    await new Promise<void>((resolve) => stream.write(body.subarray(0, abortAfter), () => resolve()));
    await abortLater(() => stream.destroy());

    return { status: 0, body: Buffer.alloc(0) };
  }
  stream.end(body);
  const [response] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders & { ':status'?: number }];

  return { status: response[':status'] ?? 0, body: await bytesOf(stream) };
}

async function sendMessages(socket: WebSocket, messages: (string | Uint8Array)[]): Promise<void> {
  await once(socket, 'open');
  for (const message of messages) socket.send(message);
  socket.close();
  await once(socket, 'close');
}

/** Aborts after 50 ms, so that the data that was written before has arrived at the proxy. */
async function abortLater(abort: () => void): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  abort();
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);

  return Buffer.concat(chunks);
}
