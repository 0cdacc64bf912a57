import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createDevicePorts } from '../adbd/ports.ts';
import { DEFAULT_ANDROID, rulesOf } from '../android.ts';
import { createBoot } from '../boot.ts';
import { createChaos } from '../chaos.ts';
import { createClock } from '../clock.ts';
import type { Device, HandsetOptions } from '../device.ts';
import { createFileSystem } from '../files/file-system.ts';
import { provideIdentity } from '../files/identity.ts';
import { fillImage } from '../files/image.ts';
import { createInFlight } from '../net/in-flight.ts';
import { createPacketLog } from '../net/packet-log.ts';
import { packetLogFor } from '../net/packet-log-view.ts';
import { createPackageManager } from '../packages/manager.ts';
import type { PackageReader } from '../packages/reader.ts';
import type { Machine } from '../shell/command.ts';
import { programNames } from '../shell/command-table.ts';
import { createShellRunner } from '../shell/run-shell.ts';
import { createProcesses } from '../system/processes.ts';
import { createProperties } from '../system/properties.ts';
import { createSettings } from '../system/settings.ts';
import { createSystem, type System } from '../system/system.ts';
import { createPacketFilters } from '../system/packet-filter/packet-filter.ts';
import { createUnmodelled } from '../unmodelled.ts';

export interface ShellResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A handset's shell, files and packages without adb, screen and network: for tests of these parts alone. */
export interface BareShell {
  device: Device;
  system: System;
  /** Adds an APK to the system image, which has to be writable. */
  preload(apkFile: string): Promise<unknown>;
  run(script: string, stdin?: string): Promise<ShellResult>;
  stop(): void;
}

export function createBareShell(
  options: Partial<HandsetOptions> & {
    android?: number;
    read?: PackageReader;
    standIn?: Machine['standIn'];
    /** Leaves the system image writable, so that a test can add apps to it. */
    isImageWritable?: boolean;
  } = {},
): BareShell {
  const { read, standIn, isImageWritable = false, android = DEFAULT_ANDROID, ...overrides } = options;
  const workDir = mkdtempSync(join(tmpdir(), 'leakgate-shell-'));
  const rules = rulesOf(android);
  const clock = createClock(20);
  const boot = createBoot(clock);
  const image = createFileSystem({ storeDir: join(workDir, 'files'), now: () => clock.now() });
  const packetLog = createPacketLog(clock);
  const device = {
    options: { speed: 20, rooted: true, su: 'aosp', ...overrides, workDir },
    rules,
    clock,
    chaos: createChaos(),
    unmodelled: createUnmodelled(),
    properties: createProperties(rules, { speed: 20, miui: overrides.miui }, () => undefined),
    settings: createSettings({ multiSim: overrides.multiSim }),
    files: image,
    ports: createDevicePorts(),
    packetLog,
    inFlight: createInFlight(packetLog, clock),
    packetFilters: createPacketFilters(packetLogFor('iptables', packetLog, overrides.brokenCounters)),
    activities: {
      forceStop: async () => undefined,
      processes: () => [],
      focused: () => ({ package: 'com.miui.home', activity: 'Home' }),
    },
    dozeExceptions: new Set(),
  } as unknown as Device; // the parts left out are not asked for
  const packages = createPackageManager(device, read);
  Object.assign(device, { packages });
  const { rooted, su } = device.options;
  const roots = new Map([['00000001.0', 'a root\n']]);
  const { systemStores } = rules;
  const procNetLog = packetLogFor('proc-net', packetLog, overrides.brokenCounters);
  const programs = programNames();
  const parts = { rooted, su, boot, packetLog: procNetLog, programs, systemStores, roots };
  const { seal, proc } = fillImage(image, parts);
  provideIdentity(device);
  if (!isImageWritable) seal();
  const processes = createProcesses(image, proc, { boot, rules, options: device.options });
  Object.assign(device, { processes });
  const system = createSystem(device, { image, packages, processes });
  const runShell = createShellRunner({ device, system, standIn });

  return {
    device,
    system,
    preload: (apkFile) => packages.preload(apkFile),
    async run(script, input = '') {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdin.end(input);
      const hangup = new AbortController().signal;
      const [code, out, err] = await Promise.all([
        runShell(script, { stdin, stdout, stderr, hangup }),
        text(stdout),
        text(stderr),
      ]);

      return { code, stdout: out, stderr: err };
    },
    stop() {
      system.jobs.killAll();
      clock.stop();
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}
