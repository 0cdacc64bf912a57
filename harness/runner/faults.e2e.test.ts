import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOfRelease } from '../model/release.ts';
import {
  isAlive,
  processesNaming,
  type RunHandset,
  type StartedRun,
  startRun,
} from './testing/started-run.ts';

/** Releases that are clean when nothing is broken: whatever hides their traffic could make them look so falsely. */
const RELEASE = 'mi-browser@12.1.4';
const OTHER_RELEASE = 'chrome@120';
const HANG_MS = 240_000;

interface Breakage {
  name: string;
  /** The step in whose middle it happens. */
  during: string;
  act(handset: RunHandset, run: StartedRun): Promise<void>;
  /** What the reasons of the case say. */
  says: RegExp;
}

/** Breakages of one handset. Two handsets of one run are broken at a time, each in its own way. */
const OF_A_HANDSET: [Breakage, Breakage][] = [
  [
    {
      name: 'the CA is taken away',
      during: 'wait (foreground)',
      act: async ({ adb }) => void (await adb('shell', 'su 0 umount /system/etc/security/cacerts')),
      says: /tls-refused|page-control/,
    },
    {
      name: 'the proxy is taken away',
      during: 'wait (foreground)',
      act: async ({ adb }) => void (await adb('shell', 'settings put global http_proxy :0')),
      says: /around-recorder/,
    },
  ],
  [
    {
      name: 'the tunnel to the recorder is taken away',
      during: 'wait (foreground)',
      act: async ({ adb }) => void (await adb('reverse', '--remove', 'tcp:8080')),
      says: /tunnel-broken/,
    },
    {
      name: 'the tunnel breaks and comes back within one wait',
      during: 'wait (foreground)',
      async act({ adb }) {
        const leads = /tcp:8080 (tcp:\d+)/.exec(await adb('reverse', '--list'))?.[1];
        assert.ok(leads !== undefined, 'nothing leads to the recorder');
        await adb('reverse', '--remove', 'tcp:8080');
        await sleep(1500);
        await adb('reverse', 'tcp:8080', leads);
      },
      says: /heartbeat-missing/,
    },
  ],
  [
    {
      name: 'the handset is killed',
      during: 'wait (foreground)',
      async act({ serial }, run) {
        const { handsets } = await run.processes();
        const own = handsets.filter((handset) => handset.serial === serial);
        assert.equal(own.length, 1, `no process of ${serial}`);
        for (const { pid } of own) process.kill(pid, 'SIGKILL');
      },
      says: /handset/,
    },
    {
      name: 'Chromium is killed',
      during: 'wait (foreground)',
      async act({ adb }) {
        const { processes } = JSON.parse(await adb('shell', 'dumpsys leakgate')) as { processes: number[] };
        assert.ok(processes.length > 0, 'no Chromium runs');
        for (const pid of processes) process.kill(pid, 'SIGKILL');
      },
      says: /engine|not in front|crashed/,
    },
  ],
];

/** Breakages of what all handsets of a run share. */
const SHARED: Breakage[] = [
  {
    name: 'the adb server is killed',
    during: 'wait (foreground)',
    async act(_handset, run) {
      process.kill((await run.processes()).adb, 'SIGKILL');
    },
    says: /handset/,
  },
  {
    name: 'Appium is killed',
    during: 'visit visit-1',
    async act(_handset, run) {
      process.kill((await run.processes()).appium, 'SIGKILL');
    },
    says: /[Aa]ppium/,
  },
];

describe('a run that is broken in the middle of a case', () => {
  for (const breakages of [...OF_A_HANDSET, ...SHARED.map((breakage) => [breakage])])
    it(`is never clean when ${breakages.map(({ name }) => name).join('; when, on another handset, ')}`, async function () {
      this.timeout(HANG_MS + 60_000);
      const broken = breakages.map((breakage, at) => ({
        breakage,
        release: at === 0 ? RELEASE : OTHER_RELEASE,
      }));
      const releases = broken.flatMap(({ release }) => ['--release', release]);
      const run = await startRun([
        '--scenario',
        'visit-typed',
        '--handset',
        `sim:${broken.length}`,
        ...releases,
      ]);
      try {
        await Promise.all(
          broken.map(async ({ breakage, release }) => {
            await run.waitForStep(breakage.during, release);
            await breakage.act(await run.handsetOf(release), run);
          }),
        );
        const processes = await run.processes();
        const { code, stderr } = await run.ended(HANG_MS);
        assert.ok(code === 2 || code === 3, `exit code ${code}\n${stderr}`);
        const { cases } = await run.record();
        assert.equal(cases.length, broken.length);
        for (const { breakage, release } of broken) {
          const row = cases.find((each) => nameOfRelease(each.release) === release);
          assert.equal(row?.verdict, 'inconclusive', `${release}\n${stderr}`);
          assert.match(JSON.stringify(row.reasons), breakage.says, release);
        }
        await assertNothingLeft(processes);
      } finally {
        await run.remove();
      }
    });

  it('ends with 130 at Ctrl-C, writes its record, and leaves no process running', async function () {
    this.timeout(HANG_MS + 60_000);
    const run = await startRun(['--release', RELEASE, '--scenario', 'visit-typed']);
    try {
      await run.waitForStep('wait (foreground)', RELEASE);
      const processes = await run.processes();
      run.child.kill('SIGINT');
      const { code, stderr } = await run.ended(60_000);
      assert.equal(code, 130, stderr);
      const record = await run.record();
      assert.deepEqual(
        record.cases.map((row) => [row.verdict, row.reasons.map((reason) => reason.code)]),
        [['inconclusive', ['not-run']]],
      );
      await assertNothingLeft(processes);
    } finally {
      await run.remove();
    }
  });
});

async function assertNothingLeft(processes: Awaited<ReturnType<StartedRun['processes']>>): Promise<void> {
  const pids = [
    processes.launcher,
    processes.adb,
    processes.appium,
    ...processes.handsets.map((each) => each.pid),
  ];
  for (let waited = 0; pids.some(isAlive) && waited < 5000; waited += 100) await sleep(100);
  assert.deepEqual(pids.filter(isAlive), [], 'processes were left running');
  const { tempDir, adbServer } = processes;
  // The command line of a server that an adb client starts names the port like this (AOSP adb, client/adb_client.cpp).
  assert.deepEqual(await processesNaming([`tcp:localhost:${adbServer.port}`, `tcp:${adbServer.port}`]), []);
  assert.deepEqual(await processesNaming([tempDir]), [], 'a browser was left running');
  assert.equal(existsSync(tempDir), false, `${tempDir} was left behind`);
}
