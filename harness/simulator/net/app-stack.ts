import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import type { Device, Network, Trust } from '../device.ts';
import { asNetworkError, NetworkError } from './network-error.ts';
import { startTimeout } from './timeout.ts';

/** The app that uses a native network stack: its process, its trust settings, and the proxy that was set when it started. */
export interface NativeApp {
  pid: number;
  uid: number;
  targetSdk: number;
  proxy: { host: string; port: number } | undefined;
}

export interface Route {
  host: string;
  port: number;
  network: 'platform' | 'direct';
  trust: Trust;
  uid?: number;
  ip?: string;
  family?: 4 | 6;
}

export type NativeDevice = Pick<Device, 'clock'> & {
  network: Pick<Network, 'connect' | 'lookup' | 'datagram' | 'trustedRoots'>;
};

/** Whether a request on this route goes to the proxy. */
export function isProxied(app: NativeApp, route: Route): boolean {
  return route.network === 'platform' && app.proxy !== undefined;
}

/** Opens a connection to the proxy, or directly to the server. */
export async function openRoute(device: NativeDevice, app: NativeApp, route: Route): Promise<Duplex> {
  const proxy = isProxied(app, route) ? app.proxy : undefined;
  const { host, port, ip, family, network, trust } = route;

  return await device.network.connect({
    uid: route.uid ?? app.uid,
    host,
    port,
    ip,
    family,
    proxy,
    route: { network, trust },
  });
}

/** Opens a stream to the server; with a proxy, through CONNECT. */
export async function openTunnel(device: NativeDevice, app: NativeApp, route: Route): Promise<Duplex> {
  const stream = await openRoute(device, app, route);
  if (isProxied(app, route)) await sendConnect(stream, route);

  return stream;
}

/** Opens TLS over a stream with the route's trust. Rejects with `SSLHandshakeException` if the server's root is not trusted. */
export async function openTls(
  device: NativeDevice,
  app: NativeApp,
  route: Route,
  stream: Duplex,
  alpn: string[],
): Promise<TLSSocket> {
  const socket = connectTls({
    socket: stream,
    servername: isIP(route.host) === 0 ? route.host : undefined,
    host: route.host,
    // If undefined, Node's own roots would be trusted.
    ca: [...device.network.trustedRoots(app, route.trust)],
    rejectUnauthorized: route.trust !== 'none',
    ALPNProtocols: alpn,
  });

  return await new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      socket.destroy();
      reject(asHandshakeError(error, route));
    };
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('Connection closed by peer')));
    socket.once('secureConnect', () => {
      socket.removeAllListeners('close');
      socket.removeListener('error', fail);
      resolve(socket);
    });
  });
}

/** Rejects with `SocketTimeoutException` after `ms` handset milliseconds ({@link startTimeout}); `abandon` then frees resources. */
export async function withTimeout<T>(
  device: NativeDevice,
  ms: number,
  work: Promise<T>,
  abandon: () => void,
): Promise<T> {
  let timer: { cancel(): void } | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = startTimeout(device.clock, ms, () => {
      reject(new NetworkError('SocketTimeoutException', `timeout after ${ms} ms`));
      abandon();
    });
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timer?.cancel();
  }
}

async function sendConnect(stream: Duplex, route: Route): Promise<void> {
  const target = `${isIP(route.host) === 6 ? `[${route.host}]` : route.host}:${route.port}`;
  stream.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Connection: Keep-Alive\r\n\r\n`);
  let head = Buffer.alloc(0);
  while (!head.includes('\r\n\r\n')) {
    const chunk = await nextChunk(stream);
    if (!chunk)
      throw new NetworkError(
        'IOException',
        `the proxy closed the connection instead of answering CONNECT ${target}`,
      );
    head = Buffer.concat([head, chunk]);
  }
  const end = head.indexOf('\r\n\r\n') + 4;
  if (end < head.length) stream.unshift(head.subarray(end));
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1];
  if (status !== '200') {
    stream.destroy();
    throw new NetworkError('IOException', `Unexpected response code for CONNECT: ${status ?? 'none'}`);
  }
}

function nextChunk(stream: Duplex): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      stream.removeListener('readable', read);
      stream.removeListener('end', end);
      stream.removeListener('close', end);
      stream.removeListener('error', fail);
      done();
    };
    const read = () => {
      const chunk = stream.read() as Buffer | null;
      if (chunk !== null) settle(() => resolve(chunk));
    };
    const end = () => settle(() => resolve(undefined));
    const fail = (error: unknown) => settle(() => reject(asNetworkError(error, 'the proxy')));
    stream.on('readable', read).on('end', end).on('close', end).on('error', fail);
  });
}

function asHandshakeError(error: unknown, route: Route): NetworkError {
  const known = asNetworkError(error, `${route.host}:${route.port}`);
  if (known.name === 'SSLHandshakeException') return known;

  return new NetworkError('SSLHandshakeException', `${route.host}:${route.port}: ${known.message}`, {
    cause: error,
  });
}
