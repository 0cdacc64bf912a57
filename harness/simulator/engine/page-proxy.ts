import type { Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import type { ConnectTarget, Network } from '../device.ts';
import { readChunk, startLoopbackServer } from './loopback-server.ts';
import type { PageHosts } from './page-hosts.ts';
import { type Destination, destinationOf, readDestination } from './proxy-request.ts';

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
  /** Real milliseconds after which a connection is refused where no page requested its host. */
  limitMs?: number;
}

/** As long as a page may load. Devtools reports a request before Chromium opens a connection for it, or just after. */
const LIMIT_MS = 30_000;

/** Whether the connection may go on. With `client`, it may not once that has hung up. */
type Gate = (destination: Destination, client?: Socket) => Promise<boolean>;

/**
 * The proxy of one app's pages: the way from Chromium to the handset's network, so that the packet log knows the app. Where
 * the handset has a proxy, Chromium's requests are passed on to that one; else Chromium names each server by SOCKS5.
 * A connection waits until devtools has reported that a page requested its host. Without that it never leaves: it may be
 * Chromium's own, and where it is the page's after all, it must not be taken for Chromium's.
 */
export async function startPageProxy(options: PageProxyOptions): Promise<PageProxy> {
  const { network, pageHosts, proxy, uid, limitMs = LIMIT_MS } = options;
  const closing = new AbortController();
  const gate: Gate = async (destination, client) => {
    const hangUp = client && watchHangUp(client);
    const signals = [closing.signal, AbortSignal.timeout(limitMs), ...(hangUp ? [hangUp.signal] : [])];
    const isRequested = await pageHosts.wait(destination.host, AbortSignal.any(signals));
    hangUp?.end();
    if (!isRequested) network.engineTraffic.unreported(destination);

    return isRequested && hangUp?.signal.aborted !== true;
  };
  const server = await startLoopbackServer((client) =>
    proxy
      ? serveHttp(client, gate, () => network.connect({ uid, proxy, host: '', port: 0 }))
      : serveSocks(client, gate, (target) => network.connect({ uid, ...target })),
  );

  return {
    server: `${proxy ? 'http' : 'socks5'}://127.0.0.1:${server.port}`,
    async close() {
      closing.abort();
      await server.close();
    },
  };
}

async function serveHttp(client: Socket, gate: Gate, connect: () => Promise<Duplex>): Promise<void> {
  const head = await readChunk(client);
  const destination = readDestination(head);
  if (!destination || !(await gate(destination, client))) {
    client.destroy();
    return;
  }
  const upstream = await connect();
  upstream.write(head);
  const isTunnel = head.toString('latin1', 0, 8) === 'CONNECT ';
  // Inside a tunnel there is nothing to read; outside, each request may be for another host.
  if (isTunnel) pipeBoth(client, upstream);
  else pipeBoth(client, upstream, (chunks) => gateRequests(chunks, gate));
}

/** Lets each request of a kept-alive connection pass when its host has passed the gate. */
async function* gateRequests(chunks: AsyncIterable<Buffer>, gate: Gate): AsyncGenerator<Buffer> {
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
  gate: Gate,
  connect: (target: SocksTarget) => Promise<Duplex>,
): Promise<void> {
  await readChunk(client);
  client.write(Buffer.from([5, 0]));
  const target = readSocksTarget(await readChunk(client));
  const reply = (code: number) => Buffer.from([5, code, ...SOCKS_REPLY_BYTES]);
  const destination = destinationOf(
    `http://${target.family === 6 ? `[${target.host}]` : target.host}:${target.port}`,
  );
  if (!destination || !(await gate(destination, client))) {
    client.end(reply(SOCKS.notAllowed));
    return;
  }
  try {
    const upstream = await connect(target);
    client.write(reply(SOCKS.succeeded));
    pipeBoth(client, upstream);
  } catch {
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
