import assert from 'node:assert/strict';
import type { AdbServer } from './adb-server.ts';
import { openPool } from './pool.ts';
import type { SimulatedHandset } from './simulated-handset.ts';

describe('openPool', () => {
  const found = (what: string) => ({ kind: 'shell', what, times: 1 });

  it('returns the commands of a handset that ended and was replaced, and prints which lists are not known', async () => {
    const alive = [true, true, true];
    let started = 0;
    const startHandset = (): Promise<SimulatedHandset> => {
      const number = started++;
      const process = { pid: number, alive: () => alive[number] } as unknown as SimulatedHandset['process'];
      const stop = async () => {
        if (number === 1) throw new Error('which commands it does not model is not known');

        return [found(`command ${number}`)];
      };

      return Promise.resolve({ serial: `sim-${number}`, process, stop });
    };
    const printed: string[] = [];
    const adb = {
      adb: () => Promise.resolve('List of devices\nsim-0\tdevice\nsim-1\tdevice\nsim-2\tdevice\n'),
    } as unknown as AdbServer;
    const print = (text: string): void => void printed.push(text);
    const pool = await openPool({
      handsets: ['sim'],
      speed: 1,
      adb,
      logDir: '',
      tempDir: '',
      print,
      startHandset,
    });
    for (const serial of ['sim-0', 'sim-1', 'sim-2']) {
      assert.deepEqual(await pool.take('worker'), { serial });
      pool.giveBack('worker');
      alive[started - 1] = false;
    }
    assert.deepEqual(await pool.stop(), [found('command 0'), found('command 2')]);
    assert.deepEqual(printed, ['which commands it does not model is not known']);
  });
});
