import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { serveConnection, type AdbConnection, type Service } from './connection.ts';
import { reverseService } from './reverse.ts';
import { execService, shellService, type ShellRunner } from './shell-service.ts';
import { syncService, type SyncFiles } from './sync.ts';
import { joinStreams } from './tunnel.ts';
import type { Device } from '../device.ts';

export interface AdbdOptions {
  /** 0 selects a free port, outside the range that the adb server scans for emulators. */
  port: number;
  device: Pick<Device, 'ports' | 'unmodelled' | 'properties'>;
  runShell: ShellRunner;
  files: SyncFiles;
  /** Called with each service that a client opens, e.g. `shell,v2,raw:id`. */
  onService?: ((name: string) => void) | undefined;
}

/** Features that the handset announces. adb uses no feature that is not announced. */
const FEATURES = 'shell_v2,cmd,stat_v2';
/** An adb server scans these ports for emulators, which it names `emulator-55xx`. */
const EMULATOR_PORTS = { first: 5555, last: 5585 };

/** A running adbd. */
export interface Adbd {
  port: number;
  /** Closes all connections, and refuses new ones for some real milliseconds. */
  interrupt(ms: number): void;
  stop(): Promise<void>;
}

/** The adbd side of adb over TCP, on 127.0.0.1. Rejects if the port is taken. */
export async function startAdbd(options: AdbdOptions): Promise<Adbd> {
  const { device } = options;
  const sockets = new Set<Socket>();
  let deafUntil = 0;
  const server = createServer((socket) => {
    if (performance.now() < deafUntil) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, {
      banner: bannerOf(device),
      openService: async (name, connection) => await openService(name, connection, options),
      onError: (error) => device.unmodelled.report('adb', error.message),
    });
  });
  const port = await listen(server, options.port);

  return {
    port,
    interrupt(ms) {
      deafUntil = performance.now() + ms;
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Rejects for a service that is refused; one that is not modelled is also reported. */
async function openService(name: string, connection: AdbConnection, options: AdbdOptions): Promise<Service> {
  const { device } = options;
  options.onService?.(name);
  const [kind, rest] = splitAt(name, ':');
  const shell = /^shell(?:,([^:]*))?$/.exec(kind);
  if (shell !== null) return shellService(rest, (shell[1] ?? '').split(','), options.runShell);
  if (kind === 'exec') return execService(rest, options.runShell);
  if (kind === 'sync') return (stream) => void syncService(stream, options.files);
  if (kind === 'tcp') {
    const target = await device.ports.dial(portOf(rest));
    return (stream) => joinStreams(stream, target);
  }
  if (kind === 'root') return (stream) => stream.end('adbd cannot run as root in production builds\n');
  if (kind === 'reverse') {
    const service = reverseService(rest, connection, device.ports);
    if (service !== undefined) return service;
  }
  // A release build has no devtools socket, and nothing else listens on local sockets.
  if (kind !== 'localabstract') device.unmodelled.report('adb', name);

  throw new Error(`${name}: not offered`);
}

/** `tcp:PORT` or `tcp:PORT:HOST` with a host that is the handset itself. */
function portOf(text: string): number {
  const match = /^(\d+)(?::(?:127\.0\.0\.1|localhost))?$/.exec(text);
  if (match === null) throw new Error(`tcp:${text} is not a TCP port of the handset`);

  return Number(match[1]);
}

function bannerOf(device: AdbdOptions['device']): string {
  const names = ['ro.product.name', 'ro.product.model', 'ro.product.device'];
  const properties = names.map((name) => `${name}=${device.properties.get(name) ?? ''};`);

  return `device::${properties.join('')}features=${FEATURES}`;
}

async function listen(server: ReturnType<typeof createServer>, requestedPort: number): Promise<number> {
  server.listen(requestedPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // bound to TCP, so never a path
  if (requestedPort !== 0 || port < EMULATOR_PORTS.first || port > EMULATOR_PORTS.last) return port;
  server.close();

  return await listen(server, requestedPort);
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);

  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
