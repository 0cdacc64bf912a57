import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Responder } from '../../model/origin.ts';
import type {
  ConnectTarget,
  DatagramTarget,
  Device,
  Network,
  NetworkState,
  PacketRecord,
  Timer,
} from '../device.ts';
import type { KernelNetwork } from './kernel-network.ts';
import { createSinkAuthority, type SinkAuthority, subjectHashOld } from './certificates.ts';
import { countConnection } from './connection.ts';
import { dnsQuestion, readDnsAnswer } from './dns-message.ts';
import { createEngineTraffic } from './engine-traffic.ts';
import { addressOf, isLoopback, resolverAddress } from './names.ts';
import { asNetworkError, NetworkError } from './network-error.ts';
import { routeOf } from './route.ts';
import type { SentObserver } from './sent.ts';
import { trackProxy } from './proxy-setting.ts';
import { type Sink, startSink } from './sink.ts';
import { startTimeout } from './timeout.ts';
import { trustedRoots } from './trust.ts';

/** The UID of Android's resolver, `AID_DNS`. It sends queries for apps, so an owner match on the apps' UIDs misses them. */
const DNS_UID = 1051;
const DNS_TIMEOUT_MS = 5000;
const UDP_HEADER_BYTES = { 4: 28, 6: 48 } as const;

/**
 * The handset's network: its Wi-Fi, its proxy setting, and its own internet on loopback. `respond` answers its requests,
 * with certificates whose root is written to the system's store. No packet leaves this machine.
 */
export async function createNetwork(
  device: Device,
  options: {
    respond: Responder;
    state?: Partial<NetworkState>;
    authority?: SinkAuthority;
    /** Observes what apps send directly, and through a proxy whose port leads to `internetPort`. */
    observer?: SentObserver;
    /** The network of a phone in a namespace, which then decides what leaves. */
    kernel?: () => KernelNetwork | undefined;
  },
): Promise<Network> {
  const state: NetworkState = {
    type: 'WIFI',
    validated: true,
    partial: false,
    metered: false,
    ...options.state,
  };
  const listeners: (() => void)[] = [];
  const opening = new Set<ConnectTarget>();
  device.inFlight.addSource(() => [...opening].map(({ host }) => `connecting to ${host}`));
  const authority = options.authority ?? createSinkAuthority();
  const { observer } = options;
  /** The latest connection from each port of this machine's loopback. */
  const connections = new Map<number, ConnectTarget>();
  const sink = await startSink(authority, options.respond, (received, clientPort) => {
    const target = connections.get(clientPort);
    if (target) observer?.sent({ ...received, connection: clientPort, target });
  });
  const proxy = trackProxy(device.settings);
  const rootName = `${subjectHashOld(authority.cert)}.0`;
  for (const folder of device.rules.systemStores)
    device.files.write(`${folder}/${rootName}`, Buffer.from(authority.cert), {
      mode: 0o644,
      owner: 'root',
      group: 'root',
      context: 'u:object_r:system_security_cacerts_file:s0',
    });

  const network: Network = {
    get type() {
      return state.type;
    },
    get validated() {
      return state.validated;
    },
    get partial() {
      return state.partial;
    },
    get metered() {
      return state.metered;
    },
    change(changes) {
      const before = JSON.stringify(state);
      Object.assign(state, changes);
      if (JSON.stringify(state) !== before) for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
    proxy,
    ...createEngineTraffic(),
    async connect(target) {
      opening.add(target);
      try {
        return await openConnection(device, sink, network, target, connections, options.kernel?.());
      } finally {
        opening.delete(target);
      }
    },
    datagram(target) {
      observer?.datagram(target, target.body);

      return sendDatagram(device, sink, network, target, options.kernel?.());
    },
    lookup: (name, client) => askResolver(device, sink, name, client, observer, options.kernel?.()),
    internetPort: sink.tcpPort,
    trustedRoots: (app, trust) => trustedRoots(device, authority.cert, app, trust),
    stop: () => sink.stop(),
  };

  return network;
}

async function openConnection(
  device: Device,
  sink: Sink,
  network: Network,
  target: ConnectTarget,
  connections: Map<number, ConnectTarget>,
  kernel: KernelNetwork | undefined,
): Promise<Duplex> {
  const reset = await device.chaos.beforeConnection();
  if (reset !== undefined) throw new NetworkError('SocketException', reset);
  const { uid, proxy } = target;
  const family = target.family ?? (isIP(target.ip ?? target.host) === 6 ? 6 : 4);
  const host = proxy?.host ?? target.host;
  const remotePort = proxy?.port ?? target.port;
  const isLocal = isLoopback(host);
  if (proxy && !isLocal) {
    device.unmodelled.report(
      'script',
      `use of a proxy outside the handset's loopback interface: ${host}:${remotePort}`,
    );
    throw new NetworkError('ConnectException', `Failed to connect to ${host}:${remotePort}`);
  }
  const remoteAddress = isLocal
    ? { 4: '127.0.0.1', 6: '::1' }[family]
    : (target.ip ?? (isIP(host) === 0 ? await network.lookup(host, { uid, family }) : host));
  const packet = { uid, iface: isLocal ? 'lo' : 'wlan0', family, remoteAddress, remotePort } as const;
  if (kernel) {
    const inner = await kernel.connect(uid, remoteAddress, remotePort).catch((error: unknown) => {
      throw asNetworkError(error, `${remoteAddress}:${remotePort}`);
    });

    return countConnection(inner, packet, kernelCounts(device));
  }
  const route = await routeOf(device, { ...packet, protocol: 'tcp' });
  const stream = await (route.iface === 'lo'
    ? device.ports.dial(route.redirectedTo ?? remotePort)
    : dialInternet(sink)
  ).catch((error: unknown) => {
    throw asNetworkError(error, `${remoteAddress}:${remotePort}`);
  });
  noteConnection(connections, stream, target);

  return countConnection(stream, { ...packet, ...route }, device);
}

/** The kernel counts what leaves; the packet log keeps the sockets, and the packets over the loopback. */
function kernelCounts({ packetLog, packetFilters }: Device): Pick<Device, 'packetLog' | 'packetFilters'> {
  return {
    packetFilters,
    packetLog: {
      ...packetLog,
      record: (packet) => void (packet.iface === 'lo' && packetLog.record(packet)),
    },
  };
}

/** Every address outside the handset is the sink. */
async function dialInternet(sink: Sink): Promise<Duplex> {
  const socket = connect({ host: '127.0.0.1', port: sink.tcpPort, allowHalfOpen: true });
  await once(socket, 'connect');

  return socket;
}

/** Notes who opened a connection, by its port on this machine's loopback. */
function noteConnection(
  connections: Map<number, ConnectTarget>,
  stream: Duplex,
  target: ConnectTarget,
): void {
  if (stream instanceof Socket && stream.localPort !== undefined) connections.set(stream.localPort, target);
}

async function sendDatagram(
  device: Device,
  sink: Sink,
  network: Network,
  target: DatagramTarget,
  kernel: KernelNetwork | undefined,
): Promise<Uint8Array | undefined> {
  const family = target.family ?? (isIP(target.host) === 6 ? 6 : 4);
  const client = { uid: target.uid, family };
  const remoteAddress = isIP(target.host) === 0 ? await network.lookup(target.host, client) : target.host;
  const flow: Flow = { uid: target.uid, family, remoteAddress, remotePort: target.port };

  return await exchangeDatagram(device, sink, flow, target.body, target.timeoutMs ?? 0, kernel);
}

async function askResolver(
  device: Device,
  sink: Sink,
  name: string,
  client: { uid: number; family?: 4 | 6 },
  observer: SentObserver | undefined,
  kernel: KernelNetwork | undefined,
): Promise<string> {
  const family = client.family ?? 4;
  // A resolver sends no query for a name that is not a valid host name.
  if (addressOf(name, family) !== undefined || /\.invalid\.?$/i.test(name)) {
    observer?.lookup(name, client.uid);
    const flow: Flow = {
      uid: DNS_UID,
      chargedTo: client.uid,
      family: 4,
      remoteAddress: resolverAddress[4],
      remotePort: 53,
    };
    const question = dnsQuestion(Math.floor(Math.random() * 0x10000), name, family);
    const answer = await exchangeDatagram(device, sink, flow, question, DNS_TIMEOUT_MS, kernel);
    const address = answer && readDnsAnswer(answer);
    if (address !== undefined) return address;
  }
  throw new NetworkError(
    'UnknownHostException',
    `Unable to resolve host "${name}": No address associated with hostname`,
  );
}

type Flow = Pick<PacketRecord, 'uid' | 'chargedTo' | 'family' | 'remoteAddress' | 'remotePort'>;

async function exchangeDatagram(
  device: Device,
  sink: Sink,
  flow: Flow,
  body: Uint8Array,
  timeoutMs: number,
  kernel: KernelNetwork | undefined,
): Promise<Uint8Array | undefined> {
  const { packetLog } = kernel ? kernelCounts(device) : device;
  const recordPacket = (direction: 'out' | 'in', payload: number) =>
    packetLog.record({
      ...flow,
      iface: 'wlan0',
      protocol: 'udp',
      direction,
      opens: direction === 'out',
      packets: 1,
      bytes: payload + UDP_HEADER_BYTES[flow.family],
    });
  const socket = createSocket('udp4');
  const { chargedTo: _, ...endpoints } = flow;
  const socketFlow = device.packetLog.open({ ...endpoints, iface: 'wlan0', protocol: 'udp' });
  let timer: Timer | undefined;
  try {
    const answered = once(socket, 'message') as Promise<[Buffer]>;
    // Avoids an unhandled rejection if sending fails before the race below starts.
    answered.catch(() => undefined);
    // The kernel sees the datagram and may refuse it; the answer still comes from the sink.
    if (kernel) await kernel.send(flow.uid, flow.remoteAddress, flow.remotePort, body);
    else await routeOf(device, { ...flow, iface: 'wlan0', protocol: 'udp' }, body.length);
    recordPacket('out', body.length);
    await new Promise<void>((resolve, reject) => {
      socket.send(body, sink.udpPort, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
    if (timeoutMs === 0) return undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = startTimeout(device.clock, timeoutMs, () => resolve(undefined));
    });
    const answer = (await Promise.race([answered, timeout]))?.[0];
    if (answer) recordPacket('in', answer.length);

    return answer;
  } catch (error) {
    throw asNetworkError(error, `${flow.remoteAddress}:${flow.remotePort}`);
  } finally {
    timer?.cancel();
    socketFlow.close();
    socket.close();
  }
}
