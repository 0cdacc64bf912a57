import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokenRun } from './broken-run.ts';
import type { Moment } from './moments.ts';

/** Something that goes wrong during a run. */
export interface Fault {
  name: string;
  /**
   * `case`: one case is broken, and others of the run go on. `ending`: the run cannot go on after it. `run`: it holds from the start
   * of the run.
   */
  scope: 'case' | 'ending' | 'run';
  /** Moments at which it cannot be caused, such as the crash of an app that does not run. */
  not?: readonly Moment[];
  /** @throws where it was not caused */
  act(broken: BrokenRun): Promise<void>;
  /** Ends what would break later cases too. @returns how often it changed what the handset did, where that is counted */
  end?(broken: BrokenRun): Promise<number | undefined>;
  /** Ends it after so many real milliseconds, if the case has no verdict before. */
  lastsMs?: number;
}

const LOST_MS = 3_000;
/** A port on which nothing listens. */
const DEAD_PORT = 'tcp:9';
const AUTOMATION = 'io.appium.uiautomator2.server';
const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';

export const faults: readonly Fault[] = [
  {
    name: 'connection-lost',
    scope: 'case',
    async act({ adb, serial }) {
      const answer = (await adb('disconnect', serial)).trim();
      // Appium may attach the handset again at once, so a list of devices proves nothing.
      require(answer.startsWith('disconnected '), `adb says: ${answer}`);
      await sleep(LOST_MS);
      await adb('connect', serial);
    },
  },
  {
    name: 'adb-killed',
    scope: 'case',
    act: async ({ kill, processes }) => await kill((await processes()).adb),
  },
  {
    name: 'appium-killed',
    scope: 'case',
    act: async ({ kill, processes }) => await kill((await processes()).appium),
  },
  { name: 'recorder-killed', scope: 'case', act: async ({ kill, worker }) => await kill(await worker()) },
  { name: 'harness-killed', scope: 'ending', act: async ({ killHarness }) => killHarness() },
  {
    name: 'instrumentation-killed',
    scope: 'case',
    async act({ shell }) {
      const before = await pidOf(shell, AUTOMATION);
      require(before !== undefined, `${AUTOMATION} does not run`);
      await shell(`am force-stop ${AUTOMATION}`);
      require((await pidOf(shell, AUTOMATION)) !== before, `${AUTOMATION} still runs`);
    },
  },
  {
    name: 'app-crash',
    scope: 'case',
    not: ['restore'],
    async act({ shell, package: name }) {
      const before = await pidOf(shell, name);
      require(before !== undefined, `${name} does not run`);
      await shell(`dumpsys leakgate chaos crash ${name}`);
      const after = await pidOf(shell, name);
      require(after !== before, `${name} still runs: ${await shell('ps -A -o PID,PPID,NAME')}`.replaceAll(
        '\n',
        '; ',
      ));
    },
  },
  ofHandset('anr', { not: ['restore'] }),
  ofHandset('dialog', { not: ['restore'] }),
  ofHandset('lock', { not: ['restore'] }),
  ofHandset('storage-full'),
  ofHandset('slow-network', { not: ['restore'], lastsMs: 20_000 }),
  ofHandset('resets', { not: ['restore'], lastsMs: 20_000 }),
  ofHandset('clock-off', { not: ['restore'], lastsMs: 20_000 }),
  ofHandset('doze', { not: ['restore'] }),
  ofHandset('data-saver', { not: ['restore'] }),
  {
    name: 'reboot',
    scope: 'case',
    async act({ shell, adb, serial }) {
      const before = await shell(BOOT_ID);
      await shell('dumpsys leakgate chaos restart');
      await sleep(LOST_MS);
      await adb('disconnect', serial).catch(() => undefined); // adb may have noticed already.
      await adb('connect', serial);
      require((await shell(BOOT_ID)) !== before, 'the handset did not restart');
    },
  },
  {
    name: 'port-taken',
    scope: 'case',
    not: ['restore'],
    async act({ adb, serial }) {
      await adb('-s', serial, 'reverse', 'tcp:8080', DEAD_PORT);
      require((await adb('-s', serial, 'reverse', '--list')).includes(
        DEAD_PORT,
      ), 'the tunnel was not changed');
    },
  },
  { ...ofHandset('install-refused'), scope: 'run' },
  { ...ofHandset('install-blocked'), scope: 'run' },
  { name: 'ca-expired', scope: 'run', act: async ({ expireCertificate }) => await expireCertificate() },
  { name: 'disk-full', scope: 'ending', act: async ({ fillDisk }) => await fillDisk() },
];

/** A fault that the simulated handset models: `dumpsys leakgate chaos`. */
function ofHandset(name: string, options: Pick<Fault, 'not' | 'lastsMs'> = {}): Fault {
  let before = 0;
  const change = async ({ shell }: BrokenRun, value: 'on' | 'off'): Promise<ChaosState> =>
    JSON.parse(await shell(`dumpsys leakgate chaos ${name} ${value}`)) as ChaosState;

  return {
    name,
    scope: 'case',
    ...options,
    async act(broken) {
      const { faults: held, effects } = await change(broken, 'on');
      require(held.includes(name), 'the handset does not have it');
      before = effects[name] ?? 0;
    },
    end: async (broken) => ((await change(broken, 'off')).effects[name] ?? 0) - before,
  };
}

/** What `dumpsys leakgate chaos` prints. */
interface ChaosState {
  faults: string[];
  effects: Record<string, number>;
}

function require(condition: boolean, why: string): void {
  if (!condition) throw new Error(why);
}

/** The process id of an app; undefined where it does not run. */
async function pidOf(shell: BrokenRun['shell'], name: string): Promise<string | undefined> {
  const rows = (await shell('ps -A')).split('\n').map((row) => row.trim().split(/\s+/));

  return rows.find((row) => row.at(-1) === name)?.[1];
}
