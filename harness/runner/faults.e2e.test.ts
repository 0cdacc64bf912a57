import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, processesNaming, type StartedRun, startRun } from './testing/started-run.ts';

/** A release that is clean when nothing is broken: whatever hides its traffic could make it look so falsely. */
const RELEASE = 'mi-browser@12.1.4';
const HANG_MS = 240_000;

interface Breakage {
  name: string;
  /** The step in whose middle it happens. */
  during: string;
  act(run: StartedRun): Promise<void>;
  /** What the terminal or the reasons say. */
  says: RegExp;
}

const BREAKAGES: Breakage[] = [
  {
    name: 'the CA is taken away',
    during: 'wait (foreground)',
    async act(run) {
      await run.adb('shell', 'su 0 umount /system/etc/security/cacerts');
    },
    says: /tls-refused|page-control/,
  },
  {
    name: 'the proxy is taken away',
    during: 'wait (foreground)',
    async act(run) {
      await run.adb('shell', 'settings put global http_proxy :0');
    },
    says: /around-recorder/,
  },
  {
    name: 'the tunnel to the recorder is taken away',
    during: 'wait (foreground)',
    async act(run) {
      await run.adb('reverse', '--remove', 'tcp:8080');
    },
    says: /tunnel-broken/,
  },
  {
    name: 'the handset is killed',
    during: 'wait (foreground)',
    async act(run) {
      const { handsets } = await run.processes();
      for (const { pid } of handsets) process.kill(pid, 'SIGKILL');
    },
    says: /handset/,
  },
  {
    name: 'the adb server is killed',
    during: 'wait (foreground)',
    async act(run) {
      process.kill((await run.processes()).adb, 'SIGKILL');
    },
    says: /handset/,
  },
  {
    name: 'the tunnel breaks and comes back within one wait',
    during: 'wait (foreground)',
    async act(run) {
      const leads = /tcp:8080 (tcp:\d+)/.exec(await run.adb('reverse', '--list'))?.[1];
      assert.ok(leads !== undefined, 'nothing leads to the recorder');
      await run.adb('reverse', '--remove', 'tcp:8080');
      await sleep(1500);
      await run.adb('reverse', 'tcp:8080', leads);
    },
    says: /heartbeat-missing/,
  },
  {
    name: 'Appium is killed',
    during: 'visit visit-1',
    async act(run) {
      process.kill((await run.processes()).appium, 'SIGKILL');
    },
    says: /[Aa]ppium/,
  },
  {
    name: 'Chromium is killed',
    during: 'wait (foreground)',
    async act(run) {
      const { processes } = JSON.parse(await run.adb('shell', 'dumpsys leakgate')) as { processes: number[] };
      assert.ok(processes.length > 0, 'no Chromium runs');
      for (const pid of processes) process.kill(pid, 'SIGKILL');
    },
    says: /engine|not in front|crashed/,
  },
];

describe('a run that is broken in the middle of a case', () => {
  for (const breakage of BREAKAGES) {
    it(`is never clean when ${breakage.name}`, async function () {
      this.timeout(HANG_MS + 60_000);
      const run = await startRun(['--release', RELEASE, '--scenario', 'visit-typed']);
      try {
        await run.step(breakage.during);
        const processes = await run.processes();
        await breakage.act(run);
        const { code, stderr } = await run.ended(HANG_MS);
        assert.ok(code === 2 || code === 3, `exit code ${code}\n${stderr}`);
        const record = await run.record();
        assert.deepEqual(
          record.cases.map((row) => row.verdict),
          ['inconclusive'],
          stderr,
        );
        assert.match(`${stderr}\n${JSON.stringify(record.cases[0]?.reasons)}`, breakage.says);
        await expectNothingLeft(processes);
      } finally {
        await run.remove();
      }
    });
  }

  it('ends with 130 at Ctrl-C, keeps what was decided, and leaves nothing running', async function () {
    this.timeout(HANG_MS + 60_000);
    const run = await startRun(['--release', RELEASE, '--scenario', 'visit-typed']);
    try {
      await run.step('wait (foreground)');
      const processes = await run.processes();
      run.child.kill('SIGINT');
      const { code, stderr } = await run.ended(60_000);
      assert.equal(code, 130, stderr);
      const record = await run.record();
      assert.deepEqual(
        record.cases.map((row) => [row.verdict, row.reasons.map((reason) => reason.code)]),
        [['inconclusive', ['not-run']]],
      );
      await expectNothingLeft(processes);
    } finally {
      await run.remove();
    }
  });
});

async function expectNothingLeft(processes: Awaited<ReturnType<StartedRun['processes']>>): Promise<void> {
  const pids = [
    processes.launcher,
    processes.adb,
    processes.appium,
    ...processes.handsets.map((each) => each.pid),
  ];
  for (let waited = 0; pids.some(isAlive) && waited < 5000; waited += 100) await sleep(100);
  assert.deepEqual(pids.filter(isAlive), [], 'processes were left running');
  const { tempDir, adbServer } = processes;
  // A server that an adb client starts names its port so (AOSP adb, client/adb_client.cpp).
  assert.deepEqual(await processesNaming([`tcp:localhost:${adbServer.port}`, `tcp:${adbServer.port}`]), []);
  assert.deepEqual(await processesNaming([tempDir]), [], 'a browser was left running');
  assert.equal(existsSync(tempDir), false, `${tempDir} was left behind`);
}
