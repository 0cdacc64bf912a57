import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdbServer } from './adb-server.ts';
import { startSimulatedHandset } from './simulated-handset.ts';

/** A program that behaves like `leakgate handset start --json`: two requests are not modelled, one of them twice. */
const PROGRAM = `
  process.on('SIGTERM', () => {
    const unmodelled = [{ kind: 'shell', what: 'frobnicate --all', times: 2 }];
    console.log(JSON.stringify({ event: 'stopped', unmodelled }));
    process.exit(0);
  });
  setInterval(() => {}, 1000);
  console.error('not modelled: shell frobnicate --all');
  console.error('command: "ls"');
  console.error('not modelled: route xpath //x[@a="b"]');
  console.log(JSON.stringify({ event: 'ready', serial: '127.0.0.1:5777', port: 5777 }));`;

describe('startSimulatedHandset', () => {
  let dir: string;
  let logFile: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-simulated-'));
    logFile = join(dir, 'handset.log');
    await writeFile(join(dir, 'handset.mjs'), PROGRAM);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const start = () =>
    startSimulatedHandset({
      speed: 1,
      traits: [],
      adb: { adb: () => Promise.resolve('') } as unknown as AdbServer,
      logFile,
      tempDir: dir,
      program: join(dir, 'handset.mjs'),
    });

  it('returns the list of commands that a handset prints when it is stopped', async () => {
    const handset = await start();
    assert.equal(handset.serial, '127.0.0.1:5777');
    assert.deepEqual(await handset.stop(), [{ kind: 'shell', what: 'frobnicate --all', times: 2 }]);
  });

  const killed = async () => {
    const handset = await start();
    process.kill(handset.process.pid, 'SIGKILL');
    await handset.process.ended;

    return handset;
  };

  it('returns the commands in the log of a handset that was killed', async () =>
    assert.deepEqual(await (await killed()).stop(), [
      { kind: 'shell', what: 'frobnicate --all', times: 1 },
      { kind: 'route', what: 'xpath //x[@a="b"]', times: 1 },
    ]));

  it('says that the commands of a killed handset are not known if its log cannot be read', async () => {
    const handset = await killed();
    await rm(logFile);
    await assert.rejects(
      handset.stop(),
      /simulated handset 127\.0\.0\.1:5777 ended early, and which commands it does not model is not known: ENOENT/,
    );
  });
});
