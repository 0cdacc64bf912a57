import { once } from 'node:events';
import { connect, isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Responder } from '../../model/origin.ts';
import type { ConnectTarget, Device, Network, NetworkState } from '../device.ts';
import { type KernelNetwork, kernelCounts } from './kernel-network.ts';
import { askResolver, sendDatagram } from './datagrams.ts';
import { createSinkAuthority, type SinkAuthority, subjectHashOld } from './certificates.ts';
import { countConnection } from './connection.ts';
import { createEngineTraffic } from './engine-traffic.ts';
import { isLoopback } from './names.ts';
import { asNetworkError, NetworkError } from './network-error.ts';
import { routeOf } from './route.ts';
import type { SentObserver } from './sent.ts';
import { trackProxy } from './proxy-setting.ts';
import { type Sink, startSink } from './sink.ts';
import { trustedRoots } from './trust.ts';

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
      const onSent = () => observer?.datagram(target, target.body);

      return sendDatagram(device, sink, network, target, { kernel: options.kernel?.(), onSent });
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
