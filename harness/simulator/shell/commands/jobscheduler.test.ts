import assert from 'node:assert/strict';
import { jobSchema, jobsOf } from '../../script/jobs.ts';
import { type BareShell, createBareShell } from '../../testing/bare-shell.ts';

const APP = 'com.miui.analytics';

describe('jobscheduler', () => {
  let shell: BareShell;
  let runs: number[];
  beforeEach(() => {
    shell = createBareShell();
    Object.assign(shell.device, { network: { validated: true } });
    runs = [];
    jobsOf(shell.device).processStarted(APP, async (index) => void runs.push(index));
  });
  afterEach(() => shell.stop());

  const schedule = (index: number, options: object): void =>
    jobsOf(shell.device).schedule(APP, index, jobSchema.parse({ everyMs: 900_000, ...options }));
  const force = (rest: string) => shell.run(`cmd jobscheduler run -f ${rest}`);
  const dump = async (): Promise<string> => (await shell.run(`dumpsys jobscheduler ${APP}`)).stdout;

  it('lists registered jobs with their constraints', async () => {
    assert.match(await dump(), /^Registered 0 jobs:\n {2}None\.\n/);
    schedule(0, { network: 'validated' });
    schedule(1, { scheduler: 'work-manager' });
    const text = await dump();
    assert.match(
      text,
      /^Registered 2 jobs:\n {2}JOB #u0a60\/0: [0-9a-f]{7} com\.miui\.analytics\/\.ScriptJobService\n/,
    );
    assert.match(text, /^ {6}PERIODIC: interval=\+15m0s0ms flex=\+15m0s0ms$/m);
    assert.match(text, /^ {4}Required constraints: TIMING_DELAY DEADLINE CONNECTIVITY \[0xd0000000\]$/m);
    assert.match(text, /^ {4}Unsatisfied constraints: TIMING_DELAY DEADLINE \[0xc0000000\]$/m);
    assert.match(
      text,
      /^ {2}JOB #u0a60\/1: \S+ com\.miui\.analytics\/androidx\.work\.impl\.\S+SystemJobService$/m,
    );
    assert.match(text, /^ {6}Minimum latency: \+15m0s0ms$/m);
    assert.doesNotMatch(text, /successful/);
  });

  it('runs a forced job of an app before it is due, and schedules it again', async () => {
    schedule(3, {});
    assert.deepEqual(await force(`-u 0 ${APP} 3`), { code: 0, stdout: 'Running job [FORCED]\n', stderr: '' });
    assert.deepEqual(runs, [3]);
    assert.match(await dump(), /Last successful run: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/);
  });

  it('does not run forced work of WorkManager before it is due', async () => {
    schedule(4, { scheduler: 'work-manager' });
    assert.equal((await force(`-u 0 ${APP} 4`)).code, 0);
    assert.deepEqual(runs, []);
    assert.match(await dump(), /JOB #u0a60\/4:[^]*Num failures: 1\n/);
  });

  it("refuses with AOSP's exit codes", async () => {
    assert.deepEqual(await force('-u 0 a.b 1'), {
      code: 24,
      stdout: '',
      stderr: 'Package not found: a.b / user 0\n',
    });
    assert.deepEqual(await force(`-u 0 ${APP} 9`), {
      code: 23,
      stdout: '',
      stderr: `Could not find job 9 in package ${APP} / user 0\n`,
    });
    assert.equal((await shell.run('dumpsys jobscheduler a.b')).stdout, 'Invalid package: a.b\n');
    assert.equal((await force(`${APP} 9`)).code, 127);
  });
});
