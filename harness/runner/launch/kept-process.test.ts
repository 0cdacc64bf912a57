import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import { isAlive } from '../testing/started-run.ts';
import { startKeptProcess } from './kept-process.ts';

const FOREVER = ['-e', 'setInterval(() => {}, 1000)'];

describe('startKeptProcess', () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'leakgate-kept-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('starts a process that can be stopped', async () => {
    const kept = await startKeptProcess({
      name: 'sleeper',
      command: process.execPath,
      args: FOREVER,
      logFile: join(folder, 'a.log'),
    });
    assert.equal(isAlive(kept.pid), true);
    await kept.stop();
    assert.equal(isAlive(kept.pid), false);
    assert.equal(kept.alive(), false);
  });

  it('rejects a missing command by name', async () => {
    await assert.rejects(
      startKeptProcess({
        name: 'nobody',
        command: '/no/such/command',
        args: [],
        logFile: join(folder, 'b.log'),
      }),
      (error) =>
        error instanceof Fault && /nobody/.test(error.message) && /no\/such\/command/.test(error.message),
    );
  });

  it("writes the process's stderr into the log", async () => {
    const kept = await startKeptProcess({
      name: 'talker',
      command: process.execPath,
      args: ['-e', 'console.error("hello")'],
      logFile: join(folder, 'c.log'),
    });
    assert.equal(await kept.ended, 0);
    await sleep(100);
    assert.equal(await readFile(join(folder, 'c.log'), 'utf8'), 'hello\n');
  });

  it('ends the process if its parent is killed', async () => {
    const script = `
      const { startKeptProcess } = await import(${JSON.stringify(join(import.meta.dirname, 'kept-process.ts'))});
      const kept = await startKeptProcess({ name: 'orphan', command: process.execPath, args: ${JSON.stringify(FOREVER)}, logFile: ${JSON.stringify(join(folder, 'd.log'))} });
      console.log(kept.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await createInterface({ input: parent.stdout })
      [Symbol.asyncIterator]()
      .next()
      .then((next) => [String(next.value)]);
    const pid = Number(line);
    assert.equal(isAlive(pid), true);
    parent.kill('SIGKILL');
    for (let waited = 0; isAlive(pid) && waited < 8000; waited += 100) await sleep(100);
    assert.equal(isAlive(pid), false);
  });
});
