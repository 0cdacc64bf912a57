import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, processesNaming, type StartedRun, startRun } from './testing/started-run.ts';

/** A release that is clean when nothing is broken: a breakage that hides traffic could make it falsely look clean. */
const RELEASE = 'mi-browser@12.1.4';
const HANG_MS = 240_000;

interface Breakage {
  name: string;
  /** The step during which the run is broken. */
  during: string;
  breakRun(run: StartedRun): Promise<void>;
  /** Matches the terminal's output or the reasons. */
  message: RegExp;
}

const BREAKAGES: Breakage[] = [
  {
    name: 'the CA is removed',
    during: 'wait (foreground)',
    async breakRun(run) {
      await run.adb('shell', 'su 0 umount /system/etc/security/cacerts');
    },
    message: /tls-refused|page-control/,
  },
  {
    name: 'the proxy is removed',
    during: 'wait (foreground)',
    async breakRun(run) {
      await run.adb('shell', 'settings put global http_proxy :0');
    },
    message: /around-recorder/,
  },
  {
    name: 'the tunnel to the recorder is removed',
    during: 'wait (foreground)',
    async breakRun(run) {
      await run.adb('reverse', '--remove', 'tcp:8080');
    },
    message: /tunnel-broken/,
  },
  {
    name: 'the handset is killed',
    during: 'wait (foreground)',
    async breakRun(run) {
      const { handsets } = await run.processes();
      for (const { pid } of handsets) process.kill(pid, 'SIGKILL');
    },
    message: /handset/,
  },
  {
    name: 'the adb server is killed',
    during: 'wait (foreground)',
    async breakRun(run) {
      process.kill((await run.processes()).adb, 'SIGKILL');
    },
    message: /handset/,
  },
  {
    name: 'the tunnel breaks and is restored within one wait',
    during: 'wait (foreground)',
    async breakRun(run) {
      const target = /tcp:8080 (tcp:\d+)/.exec(await run.adb('reverse', '--list'))?.[1];
      assert.ok(target !== undefined, 'no tunnel leads to the recorder');
      await run.adb('reverse', '--remove', 'tcp:8080');
      await sleep(1500);
      await run.adb('reverse', 'tcp:8080', target);
    },
    message: /heartbeat-missing/,
  },
  {
    name: 'Appium is killed',
    during: 'visit visit-1',
    async breakRun(run) {
      process.kill((await run.processes()).appium, 'SIGKILL');
    },
    message: /[Aa]ppium/,
  },
  {
    name: 'Chromium is killed',
    during: 'wait (foreground)',
    async breakRun(run) {
      const { processes } = JSON.parse(await run.adb('shell', 'dumpsys leakgate')) as { processes: number[] };
      assert.ok(processes.length > 0, 'no Chromium runs');
      for (const pid of processes) process.kill(pid, 'SIGKILL');
    },
    message: /engine|not in front|crashed/,
  },
];

describe('a run that is broken during a case', () => {
  for (const breakage of BREAKAGES) {
    it(`is never clean when ${breakage.name}`, async function () {
      this.timeout(HANG_MS + 60_000);
      const run = await startRun(['--release', RELEASE, '--scenario', 'visit-typed']);
      try {
        await run.waitForStep(breakage.during);
        const processes = await run.processes();
        await breakage.breakRun(run);
        const { code, stderr } = await run.ended(HANG_MS);
        assert.ok(code === 2 || code === 3, `exit code ${code}\n${stderr}`);
        const record = await run.record();
        assert.deepEqual(
          record.cases.map((row) => row.verdict),
          ['inconclusive'],
          stderr,
        );
        assert.match(`${stderr}\n${JSON.stringify(record.cases[0]?.reasons)}`, breakage.message);
        await assertNothingLeft(processes);
      } finally {
        await run.remove();
      }
    });
  }

  it('ends with 130 at Ctrl-C, writes its record, and leaves no process running', async function () {
    this.timeout(HANG_MS + 60_000);
    const run = await startRun(['--release', RELEASE, '--scenario', 'visit-typed']);
    try {
      await run.waitForStep('wait (foreground)');
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
