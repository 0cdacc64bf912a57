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
  options: Omit<Route, 'host' | 'port'> & { url: URL; headers: Record<string, string>; timeout: number },
): Promise<WebSocket> {
  const secure = options.url.protocol === 'wss:';
  if (!secure && options.url.protocol !== 'ws:') {
    throw new NetworkError('MalformedURLException', `not a WebSocket URL: ${options.url.protocol}`);
  }
  const route: Route = {
    ...options,
    host: options.url.hostname,
    port: Number(options.url.port || (secure ? 443 : 80)),
  };
  let tunnel: Duplex | undefined;
  const open = async (): Promise<WebSocket> => {
    tunnel = await openTunnel(device, app, route);
    const stream = secure ? await openTls(device, app, route, tunnel, ['http/1.1']) : tunnel;
    const socket = new WebSocket(options.url, {
      headers: options.headers,
      createConnection: (() => stream) as never,
    });

    return await new Promise((resolve, reject) => {
      socket.once('open', () => resolve(socket));
      socket.once('error', reject);
    });
  };
  try {
    return await withTimeout(device, options.timeout, open(), () => tunnel?.destroy());
  } catch (error) {
    tunnel?.destroy();
    throw asNetworkError(error, options.url.host);
  }
}

/** Sends bytes over TCP or TLS; resolves to everything that the server sent until it closed the connection. */
export async function exchangeTcp(
  device: NativeDevice,
  app: NativeApp,
  options: Route & { body: Uint8Array; tls: boolean; timeout: number },
): Promise<Uint8Array> {
  let tunnel: Duplex | undefined;
  const exchange = async (): Promise<Uint8Array> => {
    tunnel = await openTunnel(device, app, options);
    const stream = options.tls ? await openTls(device, app, options, tunnel, []) : tunnel;
    stream.end(Buffer.from(options.body));
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);

    return Buffer.concat(chunks);
  };
  try {
    return await withTimeout(device, options.timeout, exchange(), () => tunnel?.destroy());
  } catch (error) {
    throw asNetworkError(error, `${options.host}:${options.port}`);
  } finally {
    tunnel?.destroy();
  }
}

/** Asks a DNS-over-HTTPS server (RFC 8484). Rejects with `UnknownHostException` if the answer is not DNS. */
export async function lookupOverHttps(
  device: NativeDevice,
  app: NativeApp,
  pool: ConnectionPool,
  options: Omit<Route, 'host' | 'port'> & { server: URL; name: string; timeout: number },
): Promise<string> {
  const answer = await sendNativeRequest(device, app, pool, {
    ...options,
    url: options.server,
    method: 'POST',
    headers: { 'content-type': 'application/dns-message', accept: 'application/dns-message' },
    body: dnsQuestion(0, options.name, options.family ?? 4),
    family: undefined,
    http: 2,
  });
  const address = answer.status === 200 ? readDnsAnswer(answer.body) : undefined;
  if (address === undefined) {
    throw new NetworkError(
      'UnknownHostException',
      `Unable to resolve host "${options.name}" at ${options.server.host}`,
    );
  }

  return address;
}
