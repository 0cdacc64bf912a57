import type { WebSocket } from 'ws';
import * as z from 'zod';
import type { Device } from '../device.ts';
import type { NativeApp } from '../net/app-stack.ts';
import { createConnectionPool, sendNativeRequest } from '../net/native-request.ts';
import { exchangeTcp, lookupOverHttps, openNativeWebSocket } from '../net/native-stream.ts';
import { NetworkError } from '../net/network-error.ts';
import { bytesSchema } from './codec.ts';
import { parseUrl } from '../../model/parse-url.ts';

const TIMEOUT_MS = 10_000;

const stream = {
  network: z.enum(['platform', 'direct']).default('platform'),
  trust: z.enum(['system', 'user', 'chrome-root-store', 'pinned', 'none']).default('system'),
  uid: z.int().nonnegative().optional(),
  ip: z.string().optional(),
  family: z.union([z.literal(4), z.literal(6)]).optional(),
  timeout: z.number().positive().default(TIMEOUT_MS),
};
const headers = z.record(z.string(), z.coerce.string()).default({});
const port = z.int().min(1).max(65_535);
const requestSchema = z.strictObject({
  ...stream,
  url: z.string(),
  method: z.string().optional(),
  headers,
  body: bytesSchema.default(new Uint8Array()),
  http: z.union([z.literal(1), z.literal(2)]).default(1),
  port: port.optional(),
  pool: z.string().optional(),
  abortAfter: z.int().nonnegative().optional(),
});
const websocketSchema = z.strictObject({ ...stream, headers });
const datagramSchema = z.strictObject({
  host: z.string(),
  port,
  body: bytesSchema,
  family: stream.family,
  uid: stream.uid,
  timeout: z.number().nonnegative().default(0),
});
const tcpSchema = z.strictObject({
  ...stream,
  host: z.string(),
  port,
  body: bytesSchema,
  tls: z.boolean().default(false),
});
const lookupSchema = z.strictObject({
  doh: z.string().optional(),
  family: stream.family,
  uid: stream.uid,
  network: stream.network,
  trust: stream.trust,
});

/** The network calls of a script; `stop` closes open connections. */
export interface NetworkCalls {
  request(app: NativeApp, options: unknown): Promise<unknown>;
  /** Resolves to an id; events of the socket go to `onSocket`. */
  openSocket(app: NativeApp, url: unknown, options: unknown): Promise<string>;
  sendSocket(id: unknown, data: unknown): Promise<void>;
  closeSocket(id: unknown): Promise<void>;
  datagram(app: NativeApp, options: unknown): Promise<Uint8Array | undefined>;
  tcp(app: NativeApp, options: unknown): Promise<Uint8Array>;
  lookup(app: NativeApp, name: unknown, options: unknown): Promise<string>;
  stop(): void;
}

export function createNetworkCalls(
  device: Pick<Device, 'clock' | 'network'>,
  onSocket: (id: string, event: 'message' | 'close', data: unknown) => void,
): NetworkCalls {
  const pool = createConnectionPool();
  const sockets = new Map<string, WebSocket>();
  let lastSocket = 0;

  function socketOf(id: unknown): WebSocket {
    const socket = sockets.get(String(id));
    if (!socket) throw new NetworkError('SocketException', 'Socket closed');

    return socket;
  }

  return {
    async request(app, rawOptions) {
      const options = requestSchema.parse(rawOptions);
      const method = options.method ?? (options.body.length > 0 ? 'POST' : 'GET');

      return await sendNativeRequest(device, app, pool, { ...options, method, url: readUrl(options.url) });
    },
    async openSocket(app, url, rawOptions) {
      const options = websocketSchema.parse(rawOptions);
      const socket = await openNativeWebSocket(device, app, {
        ...options,
        url: readUrl(z.string().parse(url)),
      });
      const id = `socket ${++lastSocket}`;
      sockets.set(id, socket);
      socket.on('message', (data: Buffer, isBinary) => {
        onSocket(id, 'message', isBinary ? new Uint8Array(data) : data.toString());
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', (code) => {
        sockets.delete(id);
        onSocket(id, 'close', code);
      });

      return id;
    },
    sendSocket(id, data) {
      const socket = socketOf(id);
      const message = typeof data === 'string' ? data : bytesSchema.parse(data);

      return new Promise((resolve, reject) => {
        socket.send(message, (error) => (error ? reject(error) : resolve()));
      });
    },
    async closeSocket(id) {
      const socket = socketOf(id);
      await new Promise((resolve) => {
        socket.once('close', resolve);
        socket.close();
      });
    },
    async datagram(app, rawOptions) {
      const { timeout, ...target } = datagramSchema.parse(rawOptions);

      return await device.network.datagram({ ...target, uid: target.uid ?? app.uid, timeoutMs: timeout });
    },
    async tcp(app, rawOptions) {
      return await exchangeTcp(device, app, tcpSchema.parse(rawOptions));
    },
    async lookup(app, name, rawOptions) {
      const { doh, family, uid, network, trust } = lookupSchema.parse(rawOptions);
      const hostName = z.string().parse(name);
      if (doh === undefined) return await device.network.lookup(hostName, { uid: uid ?? app.uid, family });
      const server = { server: readUrl(doh), name: hostName, timeout: TIMEOUT_MS };

      return await lookupOverHttps(device, app, pool, { ...server, family, uid, network, trust });
    },
    stop() {
      pool.close();
      for (const socket of sockets.values()) socket.terminate();
    },
  };
}

function readUrl(url: string): URL {
  const parsed = parseUrl(url);
  if (!parsed) throw new NetworkError('MalformedURLException', `no protocol: ${url}`);

  return parsed;
}
