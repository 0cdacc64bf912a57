import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Responder } from '../model/origin.ts';
import { createActivityManager } from './activities/manager.ts';
import { createDevicePorts } from './adbd/ports.ts';
import { startAdbd } from './adbd/server.ts';
import type { ShellRunner } from './adbd/shell-service.ts';
import { DEFAULT_ANDROID, rulesOf } from './android.ts';
import { createBoot } from './boot.ts';
import { clockErrorMs, createChaos } from './chaos.ts';
import { createClock } from './clock.ts';
import type {
  ActivityManager,
  Device,
  DeviceProcesses,
  HandsetOptions,
  Network,
  NetworkState,
  PackageManager,
  Unmodelled,
} from './device.ts';
import { installUserCa } from './net/trust.ts';
import { createFileSystem } from './files/file-system.ts';
import { fillImage } from './files/image.ts';
import { createRootCertificates } from './files/root-certificates.ts';
import { createSyncFiles } from './files/sync-files.ts';
import { type HandsetOnLinux, startHandsetOnLinux } from './linux/handset-on-linux.ts';
import { createInFlight } from './net/in-flight.ts';
import { createPacketLog } from './net/packet-log.ts';
import { provideIdentity } from './files/identity.ts';
import { startNoise } from './net/noise.ts';
import { startNetworkMonitor } from './net/network-monitor.ts';
import { createNetwork } from './net/network.ts';
import { packetLogFor } from './net/packet-log-view.ts';
import { createPackageManager } from './packages/manager.ts';
import { programNames } from './shell/command-table.ts';
import { restartHandset } from './restart.ts';
import { createShellRunner } from './shell/run-shell.ts';
import { createProcesses } from './system/processes.ts';
import { createProperties } from './system/properties.ts';
import { createSettings } from './system/settings.ts';
import { createSystem } from './system/system.ts';
import { createPacketFilters } from './system/packet-filter/packet-filter.ts';
import { createUnmodelled } from './unmodelled.ts';

export interface StartOptions extends Partial<Omit<HandsetOptions, 'workDir'>> {
  /** Android version, e.g. 14; 13 by default. */
  android?: number;
  /** PEM of a CA that the user has installed. */
  userCa?: string;
  /** The port for adb on 127.0.0.1; a free one by default. */
  port?: number;
  /** Answers requests that bypass the proxy. */
  respond: Responder;
  /** The default network; if left out, a validated, unmetered Wi-Fi. */
  network?: Partial<NetworkState>;
  /** APKs of the system image; the files are moved into the handset. */
  preload?: readonly string[];
  /** Lines of adb's shell and the packets of apps run in a phone in a namespace; needs root on Debian. */
  linux?: boolean;
  /** Called with each adb service that a client opens, e.g. `shell,v2,raw:id`. */
  onService?: (name: string) => void;
  /** Called once for each request that is not modelled. */
  onUnmodelled?: (line: string) => void;
}

export interface RunningHandset {
  /** `127.0.0.1:<port>`, as `adb connect` takes it. */
  serial: string;
  port: number;
  device: Device;
  /** Runs a line as adb's shell does. */
  runShell: ShellRunner;
  /** Ends all processes and removes all folders of the handset. Resolves to the requests that are not modelled. */
  stop(): Promise<{ unmodelled: ReturnType<Unmodelled['list']> }>;
}

/** Real milliseconds that the command that restarts the handset has to answer, and that adb finds no handset afterwards. */
const ANSWER_MS = 200;
const RESTART_MS = 2_000;
/** Apps of a busy phone that run and send. */
const NOISY_APPS = 12;
/** While this property is 1, the handset's clock runs at its speed; otherwise at 1. */
const WAIT_PROPERTY = 'debug.leakgate.wait';

/**
 * Starts a simulated Android phone with adbd on 127.0.0.1. Throws a Fault for an Android version that is not simulated, and an
 * Error if the port is in use.
 */
export async function startHandset(options: StartOptions): Promise<RunningHandset> {
  const {
    android = DEFAULT_ANDROID,
    speed = 1,
    rooted = true,
    su = 'aosp',
    brokenCounters = [],
    brokenRedirect = false,
    loopbackBlocked = false,
    multiSim = false,
    lateHelpers = false,
    busy = false,
    googlePlay = false,
    miui,
    commandMs = 0,
    suPrompt = false,
  } = options;
  const rules = rulesOf(android);
  const workDir = await mkdtemp(join(tmpdir(), 'leakgate-handset-'));
  const chaos = createChaos();
  const clock = createClock(speed, () => clockErrorMs(chaos));
  const boot = createBoot(clock);
  const unmodelled = createUnmodelled(options.onUnmodelled);
  const image = createFileSystem({
    storeDir: join(workDir, 'files'),
    now: () => clock.now(),
    isFull: () => chaos.strikes('storage-full'),
  });
  const packetLog = createPacketLog(clock);
  const created: {
    packages?: PackageManager;
    network?: Network;
    processes?: DeviceProcesses;
    activities?: ActivityManager;
    onLinux?: HandsetOnLinux;
  } = {};
  const device: Device = {
    options: {
      speed,
      rooted,
      su,
      brokenCounters,
      brokenRedirect,
      loopbackBlocked,
      multiSim,
      lateHelpers,
      busy,
      googlePlay,
      miui,
      commandMs,
      suPrompt,
      workDir,
    },
    rules,
    clock,
    chaos,
    unmodelled,
    properties: createProperties(rules, { speed, miui }, (name, value) => {
      if (name === WAIT_PROPERTY) clock.setFast(value === '1');
    }),
    settings: createSettings({ multiSim }),
    files: image,
    ports: createDevicePorts(),
    packetLog,
    inFlight: createInFlight(packetLog, clock),
    packetFilters: createPacketFilters(packetLogFor('iptables', packetLog, brokenCounters)),
    get processes() {
      return requireCreated(created.processes, 'processes');
    },
    dozeExceptions: new Set(),
    get packages() {
      return requireCreated(created.packages, 'packages');
    },
    get network() {
      return requireCreated(created.network, 'network');
    },
    get activities() {
      return requireCreated(created.activities, 'activities');
    },
  };

  const packages = createPackageManager(device);
  created.packages = packages;
  const { seal, proc } = fillImage(image, {
    rooted,
    su,
    boot,
    packetLog: packetLogFor('proc-net', packetLog, brokenCounters),
    programs: programNames(),
    systemStores: rules.systemStores,
    roots: createRootCertificates(),
  });
  const network = await createNetwork(device, {
    respond: options.respond,
    state: options.network,
    kernel: () => created.onLinux?.network,
  });
  created.network = network;
  for (const apk of options.preload ?? []) await packages.preload(apk);
  if (options.userCa !== undefined) installUserCa(image, options.userCa);
  provideIdentity(device);
  seal();
  const processes = createProcesses(image, proc, { boot, rules, options: device.options });
  created.processes = processes;
  const activities = createActivityManager(device);
  created.activities = activities;
  const system = createSystem(device, { image, packages, processes });

  if (options.linux === true) {
    const dialInternet = async () => {
      const socket = connect({ host: '127.0.0.1', port: network.internetPort, allowHalfOpen: true });
      await once(socket, 'connect');

      return socket;
    };
    const onLinux = await startHandsetOnLinux({ device, system }, image, dialInternet);
    created.onLinux = onLinux;
    Object.assign(device, { ports: onLinux.ports });
    created.processes = onLinux.processes;
  }

  // A network that is declared as not validated stays so.
  const monitor = rules.probesThroughProxy && network.validated ? startNetworkMonitor(device) : undefined;

  const noise = busy
    ? startNoise(
        device,
        packages
          .list()
          .filter((each) => !each.system)
          .slice(0, NOISY_APPS),
      )
    : undefined;

  const release = async (): Promise<void> => {
    monitor?.stop();
    await noise?.stop();
    await created.onLinux?.stop();
    await activities.stop();
    system.jobs.killAll();
    await network.stop();
    clock.stop();
    await rm(workDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const runShell = created.onLinux?.runShell ?? createShellRunner({ device, system });
  const adbd = await startAdbd({
    port: options.port ?? 0,
    device,
    runShell,
    files: createSyncFiles(image, join(workDir, 'incoming')),
    onService: options.onService,
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });

  if (options.linux !== true)
    chaos.onRestart(() => {
      setTimeout(() => {
        adbd.interrupt(RESTART_MS);
        void restartHandset(device, system, boot);
      }, ANSWER_MS);
    });

  return {
    serial: `127.0.0.1:${adbd.port}`,
    port: adbd.port,
    device,
    runShell,
    async stop() {
      await adbd.stop();
      await release();

      return { unmodelled: unmodelled.list() };
    },
  };
}

/** Parts use each other through the device, and some are created before others. */
function requireCreated<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`the handset's '${name}' component was used before it was created`);

  return part;
}
