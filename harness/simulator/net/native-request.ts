import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import type { Duplex, Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { counted } from '../../model/counted.ts';
import { asNetworkError, NetworkError } from './network-error.ts';
import {
  isProxied,
  type NativeApp,
  type NativeDevice,
  openRoute,
  openTls,
  openTunnel,
  type Route,
  withTimeout,
} from './app-stack.ts';

export interface NativeRequest extends Omit<Route, 'host' | 'port'> {
  url: URL;
  /** Instead of the URL's port. */
  port?: number;
  method: string;
  headers: Record<string, string>;
  body: Uint8Array;
  http: 1 | 2;
  /** Requests of one pool share connections. */
  pool?: string;
  /** Handset milliseconds. */
  timeout: number;
  /** Abort the upload after this number of bytes of the body. */
  abortAfter?: number;
}

export interface NativeResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Connections that requests share, by pool, server and route. They live as long as the app's process. */
export interface ConnectionPool {
  agents: Map<string, Agent>;
  sessions: Map<string, ClientHttp2Session>;
  close(): void;
}

export function createConnectionPool(): ConnectionPool {
  const agents = new Map<string, Agent>();
  const sessions = new Map<string, ClientHttp2Session>();

  return {
    agents,
    sessions,
    close() {
      for (const agent of agents.values()) agent.destroy();
      for (const session of sessions.values()) session.destroy();
      agents.clear();
      sessions.clear();
    },
  };
}

/** Sends one request with the app's own network stack, over real sockets. Rejects with a {@link NetworkError}. */
export async function sendNativeRequest(
  device: NativeDevice,
  app: NativeApp,
  pool: ConnectionPool,
  options: NativeRequest,
): Promise<NativeResponse> {
  if (options.url.protocol !== 'https:' && options.url.protocol !== 'http:') {
    throw new NetworkError('MalformedURLException', `unknown protocol: ${options.url.protocol.slice(0, -1)}`);
  }
  const connections: { destroy(): void }[] = [];
  const destroyAll = () => {
    for (const connection of connections) connection.destroy();
  };
  try {
    return await withTimeout(
      device,
      options.timeout,
      exchange(device, app, pool, options, connections),
      destroyAll,
    );
  } catch (error) {
    destroyAll();
    throw asNetworkError(error, options.url.host);
  }
}

async function exchange(
  device: NativeDevice,
  app: NativeApp,
  pool: ConnectionPool,
  options: NativeRequest,
  connections: { destroy(): void }[],
): Promise<NativeResponse> {
  const secure = options.url.protocol === 'https:';
  const route: Route = {
    ...routeOptions(options),
    host: options.url.hostname.replace(/^\[|\]$/g, ''),
    port: options.port ?? Number(options.url.port || (secure ? 443 : 80)),
  };
  const key = JSON.stringify([options.pool, secure, options.http, route, isProxied(app, route)]);
  const open = async () => {
    const stream = await openStream(device, app, route, secure, options.http);
    connections.push(stream);

    return stream;
  };
  const requestOverHttp1 = (agent: Agent) =>
    exchangeOverHttp1(agent, options, route, !secure && isProxied(app, route));
  if (!secure || options.http === 1)
    return await requestOverHttp1(agentOf(pool, options.pool === undefined ? undefined : key, open));

  const existing = options.pool === undefined ? undefined : pool.sessions.get(key);
  if (existing && !existing.closed && !existing.destroyed)
    return await exchangeOverHttp2(existing, options, route);
  const stream = await open();
  if (!('alpnProtocol' in stream) || stream.alpnProtocol !== 'h2') {
    return await requestOverHttp1(agentOf(pool, undefined, async () => stream));
  }
  const session = connectHttp2(`https://${options.url.host}`, { createConnection: () => stream });
  session.on('error', () => undefined);
  connections.push(session);
  if (options.pool !== undefined) pool.sessions.set(key, session);
  const answer = await exchangeOverHttp2(session, options, route);
  if (options.pool === undefined) session.close();

  return answer;
}

/** Node's agent keeps the connections of a pool; without a pool, each request opens its own. */
function agentOf(pool: ConnectionPool, key: string | undefined, open: () => Promise<Duplex>): Agent {
  const existing = key === undefined ? undefined : pool.agents.get(key);
  if (existing) return existing;
  const agent = Object.assign(new Agent({ keepAlive: key !== undefined }), {
    createConnection: (_options: unknown, done: (error: Error, stream: Duplex) => void) =>
      callbackify(open)(done),
  });
  if (key !== undefined) pool.agents.set(key, agent);

  return agent;
}

async function openStream(
  device: NativeDevice,
  app: NativeApp,
  route: Route,
  secure: boolean,
  http: 1 | 2,
): Promise<Duplex> {
  if (!secure) return await openRoute(device, app, route);
  const tunnel = await openTunnel(device, app, route);

  return await openTls(device, app, route, tunnel, http === 2 ? ['h2', 'http/1.1'] : ['http/1.1']);
}

async function exchangeOverHttp1(
  agent: Agent,
  options: NativeRequest,
  route: Route,
  absoluteForm: boolean,
): Promise<NativeResponse> {
  const path = `${options.url.pathname}${options.url.search}`;
  const origin = `${options.url.protocol}//${authority(options, route)}`;
  const request = requestHttp({
    method: options.method,
    path: absoluteForm ? `${origin}${path}` : path,
    headers: { host: authority(options, route), ...bodyHeaders(options), ...options.headers },
    setHost: false,
    agent,
  });
  // Android's stacks always send keep-alive.
  request.shouldKeepAlive = true;
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
  });
  sendBody(request, options, answered);
  const response = await answered;
  const body = await readAll(response);

  return { status: response.statusCode ?? 0, headers: flatten(response.headers), body };
}

async function exchangeOverHttp2(
  session: ClientHttp2Session,
  options: NativeRequest,
  route: Route,
): Promise<NativeResponse> {
  const headers = Object.fromEntries(
    Object.entries({ ...bodyHeaders(options), ...options.headers }).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const stream = session.request({
    ':method': options.method,
    ':path': `${options.url.pathname}${options.url.search}`,
    ':scheme': 'https',
    ':authority': headers.host ?? authority(options, route),
    ...omitHeaders(headers, ['host', 'connection', 'keep-alive', 'transfer-encoding']),
  });
  const answered = new Promise<Record<string, unknown>>((resolve, reject) => {
    stream.once('response', resolve);
    stream.on('error', reject);
    stream.once('close', () =>
      reject(new NetworkError('IOException', 'the HTTP/2 stream ended without a response')),
    );
    session.once('error', reject);
  });
  sendBody(stream, options, answered);
  const head = await answered;
  const body = await readAll(stream);

  return { status: Number(head[':status']), headers: flatten(omitHeaders(head, [':status'])), body };
}

/** Sends the whole body, or aborts after `abortAfter` bytes. */
function sendBody(
  request: ClientRequest | (Duplex & { destroy(error?: Error): unknown }),
  options: NativeRequest,
  answered: Promise<unknown>,
): void {
  // The caller awaits it too; without this handler, an early failure counts as an unhandled rejection.
  answered.catch(() => undefined);
  if (options.abortAfter === undefined || options.abortAfter >= options.body.length) {
    request.end(options.body.length > 0 ? Buffer.from(options.body) : undefined);
    return;
  }
  const abort = () =>
    request.destroy(
      new NetworkError('InterruptedIOException', `aborted after ${counted(options.abortAfter ?? 0, 'byte')}`),
    );
  // The bytes need time to leave: an immediate reset may overtake them.
  request.write(Buffer.from(options.body.subarray(0, options.abortAfter)), () => setTimeout(abort, 20));
}

async function readAll(source: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks);
}

function bodyHeaders(options: NativeRequest): Record<string, string> {
  const ownNames = new Set(Object.keys(options.headers).map((name) => name.toLowerCase()));
  const defaults: Record<string, string> = {};
  if (options.body.length > 0 || /^(POST|PUT|PATCH)$/.test(options.method)) {
    defaults['content-length'] = String(options.body.length);
  }

  return omitHeaders(defaults, [...ownNames]);
}

function authority(options: NativeRequest, route: Route): string {
  const usual = options.url.protocol === 'https:' ? 443 : 80;

  return route.port === usual ? options.url.hostname : `${options.url.hostname}:${route.port}`;
}

function flatten(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

function omitHeaders<T>(record: Record<string, T>, names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function routeOptions(options: NativeRequest): Omit<Route, 'host' | 'port'> {
  return {
    network: options.network,
    trust: options.trust,
    uid: options.uid,
    ip: options.ip,
    family: options.family,
  };
}
