import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAdb } from '../handset/shell/adb.ts';
import { type PhoneState, readPhoneState } from '../handset/testing/phone-state.ts';
import { waitUntil } from '../handset/testing/wait-until.ts';
import { type AdbServer, startAdbServer } from '../runner/launch/adb-server.ts';
import { requireAndroidSdk } from '../runner/launch/sdk.ts';
import { type SimulatedHandset, startSimulatedHandset } from '../runner/launch/simulated-handset.ts';
import { progressFile } from '../runner/progress.ts';
import { projectRoot } from '../runner/project.ts';

const RELEASE = 'mi-browser@12.1.4';
const SPEED = 20;
/** A step in which the phone is changed in every way. */
const STEP = 'visit ';

describe('Ctrl-C in a run on a phone that outlives the run', function () {
  this.timeout(180_000);
  let folder: string;
  let server: AdbServer;
  let handset: SimulatedHandset;
  let before: PhoneState;
  const adb = async (...args: string[]): Promise<string> =>
    (await localAdb({ path: server.path, port: server.port }, handset.serial)(args)).stdout;
  const state = (): Promise<PhoneState> => readPhoneState(adb);
  const start = (command: readonly string[]): ChildProcess =>
    spawn(process.execPath, command, {
      cwd: projectRoot,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        LEAKGATE_STATE: join(folder, 'state'),
        ANDROID_ADB_SERVER_PORT: String(server.port),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-interrupt-'));
    const tempDir = join(folder, 'tmp');
    await mkdir(tempDir);
    server = await startAdbServer({ sdk: await requireAndroidSdk(), logFile: join(folder, 'adb.log') });
    const logFile = join(folder, 'handset.log');
    handset = await startSimulatedHandset({ speed: SPEED, traits: [], adb: server, logFile, tempDir });
    before = await state();
  });
  afterEach(async () => {
    await handset.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Interrupts a run in the middle of a case, and resolves when it has ended. */
  const interrupt = async (times: number): Promise<{ code: number; stderr: string; ms: number }> => {
    const dir = join(folder, 'run');
    const child = start([
      '--import',
      'tsx',
      join(import.meta.dirname, 'testing/run-on-serial.ts'),
      dir,
      handset.serial,
      String(SPEED),
      RELEASE,
    ]);
    let stderr = '';
    child.stderr?.on('data', (data: Buffer) => void (stderr += data.toString()));
    const ended = once(child, 'exit');
    await waitUntil(
      async () => {
        assert.equal(child.exitCode, null, stderr);
        return (await readFile(progressFile(dir), 'utf8').catch(() => '')).includes(`"name":"${STEP}`);
      },
      STEP,
      120_000,
    );
    const changed = await state();
    for (const item of ['global', 'mounts', 'nat', 'mangle', 'tunnels', 'temporary files', 'packages'])
      assert.notEqual(changed[item], before[item], `${item} was not changed by the run`);
    const from = performance.now();
    child.kill('SIGINT');
    for (let at = 1; at < times; at++) {
      await waitUntil(async () => stderr.includes('press Ctrl-C again'), 'the message', 5000);
      child.kill('SIGINT');
    }
    const [code] = (await ended) as [number];

    return { code, stderr, ms: performance.now() - from };
  };

  it('restores the phone before the run ends', async () => {
    const { code, stderr } = await interrupt(1);
    assert.equal(code, 130, stderr);
    assert.match(stderr, /everything that the run changed on the phone was undone/);
    assert.deepEqual(await state(), before);
  });

  it('ends at once at the second Ctrl-C, and names the command that restores the phone', async () => {
    const { code, stderr, ms } = await interrupt(2);
    assert.equal(code, 130, stderr);
    assert.ok(ms < 3000, `${ms} ms`);
    const command = /npx leakgate (restore --handset \S+)/.exec(stderr)?.[1];
    assert.ok(command, stderr);
    assert.notDeepEqual(await state(), before);
    const [restored] = (await once(start(['bin/leakgate.mjs', ...command.split(' ')]), 'exit')) as [number];
    assert.equal(restored, 0);
    assert.deepEqual(await state(), before);
  });
});
