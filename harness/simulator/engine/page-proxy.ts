import type { Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import type { ConnectTarget, InFlight, Network } from '../device.ts';
import { readChunk, startLoopbackServer } from './loopback-server.ts';
import type { PageHosts } from './page-hosts.ts';
import { type Destination, destinationOf, readDestination } from './proxy-request.ts';
import { createSetUpQueue } from './set-up-queue.ts';

export interface PageProxy {
  /** In the syntax of Chromium's `--proxy-server`. */
  readonly server: string;
  close(): Promise<void>;
}

export interface PageProxyOptions {
  network: Pick<Network, 'connect' | 'engineTraffic'>;
  /** The UID of the app that the web engine belongs to. */
  uid: number;
  /** The handset's proxy when the app's process started. */
  proxy: { host: string; port: number } | undefined;
  pageHosts: PageHosts;
  /** Learns of connections that a page has requested and that wait here: the handset is not quiet meanwhile. */
  inFlight: Pick<InFlight, 'addSource'>;
  /** Real milliseconds after which a connection is refused where no page requested its host. */
  limitMs?: number;
}

/** As long as a page may load. Devtools reports a request before Chromium opens a connection for it, or just after. */
const LIMIT_MS = 30_000;

/** Whether a request may go on. */
type RequestGate = (destination: Destination) => Promise<boolean>;
/**
 * Waits until a connection may be opened. Resolves to a function that ends its set-up; to undefined if it may not be opened,
 * or if the client has hung up.
 */
type ConnectionGate = (destination: Destination, client: Socket) => Promise<(() => void) | undefined>;

interface Gates {
  request: RequestGate;
  connection: ConnectionGate;
}

/**
 * The proxy of one app's pages: the way from Chromium to the handset's network, so that the packet log knows the app. Where
 * the handset has a proxy, Chromium's requests are passed on to that one; else Chromium names each server by SOCKS5.
 * A connection waits until devtools has reported that a page requested its host. Without that it never leaves: it may be
 * Chromium's own, and where it is the page's after all, it must not be taken for Chromium's.
 */
export async function startPageProxy(options: PageProxyOptions): Promise<PageProxy> {
  const { network, pageHosts, inFlight, proxy, uid, limitMs = LIMIT_MS } = options;
  const closing = new AbortController();
  const queue = createSetUpQueue();
  const removeSource = inFlight.addSource(() =>
    queue.waiting().map((waitingFor) => `the web engine waits to connect to ${waitingFor}`),
  );
  const waitForRequest = async (destination: Destination, signals: AbortSignal[]): Promise<boolean> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limitMs), ...signals]);
    const isRequested = await pageHosts.wait(destination.host, signal);
    if (!isRequested) network.engineTraffic.unreported(destination);

    return isRequested;
  };
  const gates: Gates = {
    request: (destination) => waitForRequest(destination, []),
    async connection(destination, client) {
      const hangUp = watchHangUp(client);
      const isRequested = await waitForRequest(destination, [hangUp.signal]);
      const server = `${destination.host}:${destination.port}`;
      const endSetUp = isRequested
        ? await queue.enter(server, AbortSignal.any([closing.signal, hangUp.signal]))
        : undefined;
      hangUp.end();
      if (!hangUp.signal.aborted) return endSetUp;
      endSetUp?.();

      return undefined;
    },
  };
  const server = await startLoopbackServer((client) =>
    proxy
      ? serveHttp(client, gates, () => network.connect({ uid, proxy, host: '', port: 0 }))
      : serveSocks(client, gates.connection, (target) => network.connect({ uid, ...target })),
  );

  return {
    server: `${proxy ? 'http' : 'socks5'}://127.0.0.1:${server.port}`,
    async close() {
      closing.abort();
      removeSource();
      await server.close();
    },
  };
}

async function serveHttp(client: Socket, gates: Gates, connect: () => Promise<Duplex>): Promise<void> {
  const head = await readChunk(client);
  const destination = readDestination(head);
  const endSetUp = destination && (await gates.connection(destination, client));
  if (!endSetUp) {
    client.destroy();
    return;
  }
  const upstream = await connect();
  upstream.write(head);
  const isTunnel = head.toString('latin1', 0, 8) === 'CONNECT ';
  // Inside a tunnel there is nothing to read; outside, each request may be for another host.
  if (isTunnel) {
    pipeBoth(client, upstream);
    watchSetUp(client, upstream, { repliesOfProxy: 1, endSetUp });
  } else {
    endSetUp();
    pipeBoth(client, upstream, (chunks) => gateRequests(chunks, gates.request));
  }
}

/** Lets each request of a kept-alive connection pass when its host has passed the gate. */
async function* gateRequests(chunks: AsyncIterable<Buffer>, gate: RequestGate): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const destination = readDestination(chunk);
    if (destination && !(await gate(destination))) throw new Error(`no page requested ${destination.host}`);
    yield chunk;
  }
}

/** Aborts when the client hangs up. A socket notices that only while it is read: `end` puts back what was read. */
function watchHangUp(client: Socket): { signal: AbortSignal; end(): void } {
  const hangUp = new AbortController();
  const read: Buffer[] = [];
  const keepChunk = (chunk: Buffer) => void read.push(chunk);
  const abort = () => hangUp.abort();
  client.once('end', abort).once('close', abort).on('data', keepChunk).resume();

  return {
    signal: hangUp.signal,
    end() {
      client.pause().off('end', abort).off('close', abort).off('data', keepChunk);
      if (read.length > 0 && !hangUp.signal.aborted) client.unshift(Buffer.concat(read));
    },
  };
}

const SOCKS_REPLY_BYTES = [0, 1, 0, 0, 0, 0, 0, 0];
/** RFC 1928, section 6. */
const SOCKS = { succeeded: 0, notAllowed: 2, hostUnreachable: 4 } as const;

type SocksTarget = Pick<ConnectTarget, 'host' | 'port' | 'family'>;

async function serveSocks(
  client: Socket,
  gate: ConnectionGate,
  connect: (target: SocksTarget) => Promise<Duplex>,
): Promise<void> {
  await readChunk(client);
  client.write(Buffer.from([5, 0]));
  const target = readSocksTarget(await readChunk(client));
  const reply = (code: number) => Buffer.from([5, code, ...SOCKS_REPLY_BYTES]);
  const destination = destinationOf(
    `http://${target.family === 6 ? `[${target.host}]` : target.host}:${target.port}`,
  );
  const endSetUp = destination && (await gate(destination, client));
  if (!endSetUp) {
    client.end(reply(SOCKS.notAllowed));
    return;
  }
  try {
    const upstream = await connect(target);
    client.write(reply(SOCKS.succeeded));
    pipeBoth(client, upstream);
    watchSetUp(client, upstream, { repliesOfProxy: 0, endSetUp });
  } catch {
    endSetUp();
    client.end(reply(SOCKS.hostUnreachable)); // Chromium tells the page.
  }
}

/** The request of RFC 1928, section 4: version, command, 0, type of address, address, port. */
function readSocksTarget(request: Buffer): SocksTarget {
  const type = request[3];
  const port = request.readUInt16BE(request.length - 2);
  const address = request.subarray(4, -2);
  if (type === 1) return { host: address.join('.'), port, family: 4 };
  if (type === 4) return { host: address.toString('hex').match(/.{4}/g)?.join(':') ?? '', port, family: 6 };

  return { host: address.toString('latin1', 1), port, family: 4 };
}

/** A TLS handshake is over when the client sends data after the server's first, or when either side ends. */
function watchSetUp(
  client: Socket,
  upstream: Duplex,
  { repliesOfProxy, endSetUp }: { repliesOfProxy: number; endSetUp: () => void },
): void {
  let replies = 0;
  upstream.on('data', () => (replies += 1));
  client.on('data', () => {
    if (replies > repliesOfProxy) endSetUp();
  });
  for (const side of [client, upstream]) side.once('end', endSetUp).once('close', endSetUp);
}

function pipeBoth(
  client: Socket,
  upstream: Duplex,
  filter?: (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>,
): void {
  const done = () => undefined; // A side that breaks off ends the other.
  if (filter) pipeline(client, filter, upstream, done);
  else pipeline(client, upstream, done);
  pipeline(upstream, client, done);
}
