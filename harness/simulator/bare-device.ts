import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Responder } from '../model/origin.ts';
import { DEFAULT_ANDROID, rulesOf } from './android.ts';
import { createChaos } from './chaos.ts';
import { createClock } from './clock.ts';
import type {
  AndroidRules,
  Device,
  DevicePorts,
  FileAttributes,
  FileSystem,
  SettingsStore,
} from './device.ts';
import { createPacketFilters } from './system/packet-filter/packet-filter.ts';
import { createInFlight } from './net/in-flight.ts';
import { createPacketLog } from './net/packet-log.ts';
import type { SinkAuthority } from './net/certificates.ts';
import { createNetwork } from './net/network.ts';
import type { SentObserver } from './net/sent.ts';

/** A handset with as much as the network, the engine and a script need: no adb, no screens, no installed packages. */
export interface BareDevice extends Device {
  /** A tunnel from a port of the handset to one of this machine. */
  tunnel(handsetPort: number, machinePort: number): void;
  stop(): Promise<void>;
}

export interface BareDeviceOptions {
  respond: Responder;
  /** Of the clock in waits. */
  speed: number;
  android?: number;
  rules?: Partial<AndroidRules>;
  /** Devices may share one: its keys take a second to generate. */
  authority: SinkAuthority;
  observer?: SentObserver;
}

/** Starts a bare device. Stop it, so that its ports and its folder are freed. */
export async function createBareDevice(options: BareDeviceOptions): Promise<BareDevice> {
  const workDir = mkdtempSync(join(tmpdir(), 'leakgate-bare-'));
  const clock = createClock(options.speed);
  const tunnels = new Map<number, number>();
  const reports: { kind: string; what: string; times: number }[] = [];
  const packetLog = createPacketLog(clock);
  const files = memoryFiles();
  const properties = new Map<string, string>();
  const device = {
    options: { speed: clock.speed, rooted: true, su: 'aosp', workDir },
    rules: { ...rulesOf(options.android ?? DEFAULT_ANDROID), ...options.rules },
    clock,
    chaos: createChaos(),
    unmodelled: {
      report: (kind: string, what: string) => void reports.push({ kind, what, times: 1 }),
      list: () => reports,
    },
    properties: {
      get: (name: string) => properties.get(name),
      set: (name: string, value: string) => void properties.set(name, value),
      list: () => [...properties],
    },
    settings: memorySettings(),
    files,
    packages: { get: () => undefined, fetch: () => undefined, list: () => [], onChange: () => undefined },
    activities: { bindService: () => undefined, startIsolated: () => 99_101, processes: () => [] },
    processes: { start: () => undefined, end: () => undefined, rootsOf: () => files },
    dozeExceptions: new Set(),
    ports: loopbackPorts(tunnels),
    packetLog,
    inFlight: createInFlight(packetLog, clock),
    packetFilters: createPacketFilters(packetLog),
  } as unknown as BareDevice;
  const { respond, authority, observer } = options;
  const network = await createNetwork(device, { respond, authority, observer });

  return Object.assign(device, {
    network,
    tunnel: (handsetPort: number, machinePort: number) => void tunnels.set(handsetPort, machinePort),
    async stop() {
      clock.stop();
      await network.stop();
      rmSync(workDir, { recursive: true, force: true, maxRetries: 10 });
    },
  });
}

function memorySettings(): SettingsStore {
  const values = new Map<string, string>();
  const listeners: Parameters<SettingsStore['onChange']>[0][] = [];
  const notify: Parameters<SettingsStore['onChange']>[0] = (namespace, key, value) => {
    for (const listener of listeners) listener(namespace, key, value);
  };

  return {
    get: (namespace, key) => values.get(`${namespace} ${key}`),
    put(namespace, key, value) {
      values.set(`${namespace} ${key}`, value);
      notify(namespace, key, value);
    },
    delete(namespace, key) {
      const was = values.delete(`${namespace} ${key}`);
      notify(namespace, key, undefined);

      return was;
    },
    list: () => [],
    onChange: (listener) => void listeners.push(listener),
  };
}

function memoryFiles(): FileSystem {
  const files = new Map<string, { data: Uint8Array; attributes: FileAttributes }>();
  const usual: FileAttributes = {
    mode: 0o644,
    owner: 'root',
    group: 'root',
    context: 'u:object_r:system_file:s0',
    modified: 0,
  };
  const part: Pick<FileSystem, 'read' | 'write' | 'list' | 'stat' | 'remove'> = {
    read: (path) => files.get(path)?.data,
    write: (path, data, attributes) =>
      void files.set(path, { data, attributes: { ...usual, ...attributes } }),
    list: (path) =>
      [...files.keys()]
        .filter((file) => file.startsWith(`${path}/`))
        .map((file) => file.slice(path.length + 1)),
    stat(path) {
      const file = files.get(path);

      return file && { ...file.attributes, kind: 'file', size: file.data.length };
    },
    remove: (path) => files.delete(path),
  };

  return part as FileSystem;
}

function loopbackPorts(tunnels: Map<number, number>): DevicePorts {
  const part: Pick<DevicePorts, 'dial'> = {
    dial: (port) =>
      new Promise<Duplex>((resolve, reject) => {
        const machinePort = tunnels.get(port);
        if (machinePort === undefined) {
          reject(
            Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), { code: 'ECONNREFUSED' }),
          );
          return;
        }
        const socket = connect({ host: '127.0.0.1', port: machinePort, allowHalfOpen: true });
        socket.once('connect', () => resolve(socket)).once('error', reject);
      }),
  };

  return part as DevicePorts;
}
