import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import {
  type NativeApp,
  type NativeDevice,
  openTls,
  openTunnel,
  type Route,
  withTimeout,
} from './app-stack.ts';
import { dnsQuestion, readDnsAnswer } from './dns-message.ts';
import { type ConnectionPool, sendNativeRequest } from './native-request.ts';
import { asNetworkError, NetworkError } from './network-error.ts';

/** Opens a WebSocket, `ws:` or `wss:`; through a proxy with CONNECT, as okhttp does. */
export async function openNativeWebSocket(
  device: NativeDevice,
  app: NativeApp,
  wish: Omit<Route, 'host' | 'port'> & { url: URL; headers: Record<string, string>; timeout: number },
): Promise<WebSocket> {
  const secure = wish.url.protocol === 'wss:';
  if (!secure && wish.url.protocol !== 'ws:') {
    throw new NetworkError('MalformedURLException', `not a WebSocket URL: ${wish.url.protocol}`);
  }
  const route: Route = {
    ...wish,
    host: wish.url.hostname,
    port: Number(wish.url.port || (secure ? 443 : 80)),
  };
  let held: Duplex | undefined;
  const open = async (): Promise<WebSocket> => {
    held = await openTunnel(device, app, route);
    const stream = secure ? await openTls(device, app, route, held, ['http/1.1']) : held;
    const socket = new WebSocket(wish.url, {
      headers: wish.headers,
      createConnection: (() => stream) as never,
    });

    return await new Promise((resolve, reject) => {
      socket.once('open', () => resolve(socket));
      socket.once('error', reject);
    });
  };
  try {
    return await withTimeout(device, wish.timeout, open(), () => held?.destroy());
  } catch (error) {
    held?.destroy();
    throw asNetworkError(error, wish.url.host);
  }
}

/** Sends bytes over TCP or TLS; resolves to everything that the server sent until it closed the connection. */
export async function exchangeTcp(
  device: NativeDevice,
  app: NativeApp,
  wish: Route & { body: Uint8Array; tls: boolean; timeout: number },
): Promise<Uint8Array> {
  let held: Duplex | undefined;
  const talk = async (): Promise<Uint8Array> => {
    held = await openTunnel(device, app, wish);
    const stream = wish.tls ? await openTls(device, app, wish, held, []) : held;
    stream.end(Buffer.from(wish.body));
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);

    return Buffer.concat(chunks);
  };
  try {
    return await withTimeout(device, wish.timeout, talk(), () => held?.destroy());
  } catch (error) {
    throw asNetworkError(error, `${wish.host}:${wish.port}`);
  } finally {
    held?.destroy();
  }
}

/** Asks a DNS-over-HTTPS server (RFC 8484). Rejects with `UnknownHostException` if the answer is not DNS. */
export async function lookupOverHttps(
  device: NativeDevice,
  app: NativeApp,
  pool: ConnectionPool,
  wish: Omit<Route, 'host' | 'port'> & { server: URL; name: string; timeout: number },
): Promise<string> {
  const answer = await sendNativeRequest(device, app, pool, {
    ...wish,
    url: wish.server,
    method: 'POST',
    headers: { 'content-type': 'application/dns-message', accept: 'application/dns-message' },
    body: dnsQuestion(0, wish.name, wish.family ?? 4),
    family: undefined,
    http: 2,
  });
  const address = answer.status === 200 ? readDnsAnswer(answer.body) : undefined;
  if (address === undefined) {
    throw new NetworkError(
      'UnknownHostException',
      `Unable to resolve host "${wish.name}" at ${wish.server.host}`,
    );
  }

  return address;
}
