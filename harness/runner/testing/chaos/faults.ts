import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokenRun } from './broken-run.ts';

/** Something that goes wrong during a run. */
export interface Fault {
  name: string;
  /**
   * `case`: one case is broken, and others of the run go on. `ending`: the run cannot go on after it. `run`: it holds from the start
   * of the run.
   */
  scope: 'case' | 'ending' | 'run';
  act(broken: BrokenRun): Promise<void>;
  /** Ends what would break later cases too. */
  end?(broken: BrokenRun): Promise<void>;
}

const LOST_MS = 3_000;
/** A port on which nothing listens. */
const DEAD_PORT = 'tcp:9';

export const faults: readonly Fault[] = [
  {
    name: 'connection-lost',
    scope: 'case',
    async act({ adb, serial }) {
      await adb('disconnect', serial);
      await sleep(LOST_MS);
      await adb('connect', serial);
    },
  },
  { name: 'adb-killed', scope: 'case', act: async ({ kill, processes }) => kill((await processes()).adb) },
  {
    name: 'appium-killed',
    scope: 'case',
    act: async ({ kill, processes }) => kill((await processes()).appium),
  },
  { name: 'recorder-killed', scope: 'case', act: async ({ kill, worker }) => kill(await worker()) },
  { name: 'harness-killed', scope: 'ending', act: async ({ killHarness }) => killHarness() },
  {
    name: 'instrumentation-killed',
    scope: 'case',
    act: async ({ shell }) => void (await shell('am force-stop io.appium.uiautomator2.server')),
  },
  {
    name: 'app-crash',
    scope: 'case',
    act: async ({ shell, package: name }) => void (await shell(`dumpsys leakgate chaos crash ${name}`)),
  },
  ofHandset('anr'),
  ofHandset('dialog'),
  ofHandset('lock'),
  ofHandset('storage-full'),
  ofHandset('slow-network'),
  ofHandset('resets'),
  ofHandset('clock-off'),
  {
    name: 'reboot',
    scope: 'case',
    async act(broken) {
      await broken.shell(RESTART.map((line) => `su 0 sh -c '${line}'`).join('; '));
      for (const name of [broken.package, 'io.appium.uiautomator2.server'])
        await broken.shell(`am force-stop ${name}`);
      await broken.adb('-s', broken.serial, 'reverse', '--remove-all');
      await broken.adb('disconnect', broken.serial);
      await sleep(LOST_MS);
      await broken.adb('connect', broken.serial);
    },
  },
  {
    name: 'port-taken',
    scope: 'case',
    act: async ({ adb, serial }) => void (await adb('-s', serial, 'reverse', 'tcp:8080', DEAD_PORT)),
  },
  { ...ofHandset('install-refused'), scope: 'run' },
  { name: 'ca-expired', scope: 'run', act: async ({ expireCertificate }) => await expireCertificate() },
  { name: 'disk-full', scope: 'ending', act: async ({ fillDisk }) => await fillDisk() },
];

/** What a restart of Android removes: rules of the packet filter, and mounts. Settings, packages and files stay. */
const RESTART = [
  ...['mangle', 'nat', 'filter'].map((table) => `iptables -t ${table} -F; iptables -t ${table} -X`),
  ...['mangle', 'filter'].map((table) => `ip6tables -t ${table} -F; ip6tables -t ${table} -X`),
  'umount /system/etc/security/cacerts',
];

/** A fault that the simulated handset models: `dumpsys leakgate chaos`. */
function ofHandset(name: string): Fault {
  return {
    name,
    scope: 'case',
    act: async ({ shell }) => void (await shell(`dumpsys leakgate chaos ${name} on`)),
    end: async ({ shell }) => void (await shell(`dumpsys leakgate chaos ${name} off`)),
  };
}
