import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import type { ConnectTarget, Network } from '../device.ts';
import { standInHost } from './chromium.ts';

export interface EngineListener {
  /** As Chromium's `--proxy-server` takes it. */
  proxyServer: string;
  close(): Promise<void>;
}

export interface EngineOwner {
  uid: number;
  /** The proxy as it was when the app's process started. */
  proxy: { host: string; port: number } | undefined;
}

/**
 * Where one app's web engine leaves for the handset's network, so that the ledger knows whose packets they are. With a
 * proxy set, what Chromium says to a proxy is passed on to it as it is; without, Chromium names each server by SOCKS5.
 * What Chromium wants for itself is refused here, and known by {@link Network.engineHosts}.
 */
export async function startEngineListener(
  network: Pick<Network, 'connect' | 'engineTraffic'>,
  owner: EngineOwner,
): Promise<EngineListener> {
  const open = new Set<Socket>();
  const serve = owner.proxy ? serveHttpProxy : serveSocks;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    serve(client, network, owner).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    proxyServer: `${owner.proxy ? 'http' : 'socks5'}://127.0.0.1:${port}`,
    async close() {
      for (const client of open) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type EngineNetwork = Pick<Network, 'connect' | 'engineTraffic'>;

async function serveHttpProxy(client: Socket, network: EngineNetwork, owner: EngineOwner): Promise<void> {
  const head = await readChunk(client);
  const isTunnel = head.toString('latin1', 0, 8) === 'CONNECT ';
  const note = (chunk: Buffer) => {
    const hosts = hostsAsked(chunk);
    for (const host of hosts) network.engineTraffic.contacted(host);
    if (hosts.includes(standInHost)) client.destroy();
  };
  note(head);
  if (client.destroyed) return;
  // Inside a tunnel there is nothing to read; outside, each request may be for another host.
  if (!isTunnel) client.on('data', note);
  const { uid, proxy } = owner;
  const upstream = await network.connect({ uid, proxy, host: '', port: 0 });
  join(client, upstream, head);
}

/** Hosts of the requests in a chunk of what is said to a proxy: Chromium writes each request's head in one piece. */
function hostsAsked(chunk: Buffer): string[] {
  const text = chunk.toString('latin1');
  const lines = text.matchAll(
    /(?:^|\r\n)(?:CONNECT (\[[^\]]+\]|[^\s:]+):\d+|[A-Z]+ (?:http|ws):\/\/(\[[^\]]+\]|[^/:\s]+)\S*) HTTP\/1\.1/g,
  );

  return [...lines].map((match) => match[1] ?? match[2] ?? '');
}

const SOCKS_REPLY_BYTES = [0, 1, 0, 0, 0, 0, 0, 0];

async function serveSocks(client: Socket, network: EngineNetwork, owner: EngineOwner): Promise<void> {
  await readChunk(client);
  client.write(Buffer.from([5, 0]));
  const target = readSocksTarget(await readChunk(client));
  network.engineTraffic.contacted(target.host);
  if (target.host === standInHost) {
    client.end(Buffer.from([5, 2, ...SOCKS_REPLY_BYTES]));
    return;
  }
  try {
    const upstream = await network.connect({ uid: owner.uid, ...target });
    client.write(Buffer.from([5, 0, ...SOCKS_REPLY_BYTES]));
    join(client, upstream);
  } catch {
    // "Host unreachable": Chromium tells the page.
    client.end(Buffer.from([5, 4, ...SOCKS_REPLY_BYTES]));
  }
}

/** The request of RFC 1928: version, command, 0, type of address, address, port. */
function readSocksTarget(request: Buffer): Pick<ConnectTarget, 'host' | 'port' | 'family'> {
  const type = request[3];
  const port = request.readUInt16BE(request.length - 2);
  const address = request.subarray(4, -2);
  if (type === 1) return { host: address.join('.'), port, family: 4 };
  if (type === 4) return { host: address.toString('hex').match(/.{4}/g)?.join(':') ?? '', port, family: 6 };

  return { host: address.toString('latin1', 1), port, family: 4 };
}

function join(client: Socket, upstream: Duplex, head?: Buffer): void {
  if (head) upstream.write(head);
  // A side that breaks off takes the other with it; there is nobody to tell.
  const done = () => undefined;
  pipeline(client, upstream, done);
  pipeline(upstream, client, done);
}

function readChunk(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      socket.removeListener('data', take);
      socket.removeListener('close', fail);
      socket.removeListener('end', fail);
      act();
    };
    const take = (chunk: Buffer) => {
      socket.pause();
      settle(() => resolve(chunk));
    };
    const fail = () => settle(() => reject(new Error('the web engine hung up')));
    socket.once('data', take).once('close', fail).once('end', fail).resume();
  });
}
