import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journalFolder, readLocal, stateFolder, writeLocal } from '../../handset/journal/storage.ts';
import { Fault } from '../../model/fault.ts';
import { projectRoot } from '../project.ts';
import { type AdbServer, startAdbServer } from './adb-server.ts';
import { type Emulator, requireAvd, startEmulator } from './emulator.ts';
import { openPool } from './pool.ts';
import { requireAndroidSdk } from './sdk.ts';

/** Outside the ports on which other adb servers of this machine look for emulators. */
const PORTS = { first: 5620, last: 5680 };
const ENVIRONMENT = ['HOME', 'ANDROID_AVD_HOME', 'LEAKGATE_STATE', 'STAND_IN_KVM'];

/** The program is a stand-in (`stand-in-emulator.ts`); adb is real. */
describe('an emulator that is named by its AVD', function () {
  this.timeout(120_000);
  const environment = Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]]));
  let folder: string;
  let program: string;
  let adb: AdbServer;
  let printed: string[];
  const started: Emulator[] = [];
  const start = async (avd: string): Promise<Emulator> => {
    const emulator = await startEmulator({
      avd,
      adb,
      program,
      ports: PORTS,
      logFile: join(folder, `${avd}.log`),
      print: (text) => void printed.push(text),
      bootLimitMs: 60_000,
    });
    started.push(emulator);

    return emulator;
  };
  const devices = async (): Promise<string> => adb.adb('devices');

  before(async () => {
    const sdk = await requireAndroidSdk();
    folder = await mkdtemp(join(tmpdir(), 'leakgate-avd-'));
    program = join(folder, 'emulator');
    const source = join(projectRoot, 'harness/simulator/testing/stand-in-emulator.ts');
    await writeFile(
      program,
      `#!/bin/sh\ncd ${projectRoot} && exec ${process.execPath} --import tsx ${source} "$@"\n`,
    );
    await chmod(program, 0o755);
    for (const [name, tag] of [
      ['Pixel', 'google_apis'],
      ['Play', 'google_apis_playstore'],
    ]) {
      await mkdir(join(folder, 'avd', `${name}.avd`), { recursive: true });
      await writeFile(join(folder, 'avd', `${name}.ini`), `path=${join(folder, 'avd', `${name}.avd`)}\n`);
      await writeFile(join(folder, 'avd', `${name}.avd`, 'config.ini'), `abi.type=x86_64\ntag.id=${tag}\n`);
    }
    Object.assign(process.env, {
      HOME: folder,
      ANDROID_AVD_HOME: join(folder, 'avd'),
      LEAKGATE_STATE: join(folder, 'state'),
    });
    adb = await startAdbServer({ sdk, logFile: join(folder, 'adb.log') });
  });
  beforeEach(() => {
    printed = [];
  });
  afterEach(async () => {
    delete process.env['STAND_IN_KVM'];
    for (const emulator of started.splice(0)) await emulator.stop();
  });
  after(async () => {
    await adb?.stop();
    for (const name of ENVIRONMENT)
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    await rm(folder, { recursive: true, force: true });
  });

  it('is booted, is a phone of adb, leaves its AVD unchanged, and is ended by its console', async () => {
    const emulator = await start('Pixel');
    assert.match(await devices(), new RegExp(`${emulator.serial}\\tdevice`));
    assert.equal((await adb.adb('-s', emulator.serial, 'shell', 'getprop sys.boot_completed')).trim(), '1');
    assert.ok(!printed.some((line) => line.includes('Google Play')), printed.join('\n'));
    await emulator.stop();
    await emulator.process.outputRead;
    assert.match(await readFile(join(folder, 'Pixel.log'), 'utf8'), /killed by its console/);
    assert.deepEqual(await readdir(join(folder, 'avd/Pixel.avd')), ['config.ini']);
    assert.equal(emulator.process.alive(), false);
    assert.deepEqual(await readdir(join(stateFolder(), 'emulators')), []);
  });

  it('of an image with Google Play is booted, with a sentence about the root that it lacks', async () => {
    await start('Play');
    assert.ok(
      printed.some((line) => /Google Play and therefore no root/.test(line)),
      printed.join('\n'),
    );
  });

  it('is killed where its console refuses the token', async () => {
    const emulator = await start('Pixel');
    const token = join(folder, '.emulator_console_auth_token');
    await writeFile(token, 'of an earlier emulator');
    await emulator.stop();
    await rm(token);
    assert.equal(emulator.process.alive(), false);
  });

  it('is a handset of a run', async () => {
    const pool = await openPool({
      handsets: ['avd:Pixel'],
      speed: 1,
      adb,
      logDir: folder,
      tempDir: folder,
      print: (text) => void printed.push(text),
      boot: (options) => startEmulator({ ...options, program, ports: PORTS }),
    });
    try {
      const taken = await pool.take('worker');
      assert.deepEqual(taken, { serial: pool.serials()[0] });
      pool.giveBack('worker');
      const [{ pid } = { pid: 0 }] = pool.processes();
      process.kill(pid, 'SIGKILL');
      while (existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok('serial' in (await pool.take('worker')), 'the emulator that ended is booted again');
    } finally {
      assert.deepEqual(await pool.stop(), []);
    }
  });

  it('that ends before it has booted is a fault with its reason', async () => {
    process.env['STAND_IN_KVM'] = 'no';
    await assert.rejects(
      start('Pixel'),
      (error) => error instanceof Fault && /requires hardware acceleration/.test(error.message),
    );
  });

  it('that does not exist is a fault with the names of those that do', async () => {
    await assert.rejects(
      requireAvd('Nexus', program),
      (error) => error instanceof Fault && error.fix === 'the AVDs are Pixel, Play',
    );
  });

  it('of a run that was killed is forgotten, with its journal; that of another is not', async () => {
    const gone = { folder: journalFolder(), serial: `emulator-${PORTS.first}`, simulated: false };
    const others = { ...gone, serial: `emulator-${PORTS.first + 2}` };
    const change = {
      id: '1-a',
      at: '2026-01-01T00:00:00Z',
      kind: 'setting',
      namespace: 'global',
      key: 'http_proxy',
      before: null,
    } as never;
    for (const place of [gone, others]) await writeLocal(place, [change]);
    await mkdir(join(stateFolder(), 'emulators'), { recursive: true });
    // A process id above the kernel's highest.
    await writeFile(join(stateFolder(), 'emulators', gone.serial), '4194999');
    await start('Pixel');
    assert.equal(await readLocal(gone), undefined);
    assert.notEqual(await readLocal(others), undefined);
    await writeLocal(others, []);
  });
});

describe('an emulator without a program', () => {
  it('is a fault that names the program', async () => {
    await assert.rejects(
      requireAvd('Pixel', null),
      (error) => error instanceof Fault && /no Android Emulator was found/.test(error.message),
    );
  });
});
