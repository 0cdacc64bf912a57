import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BareShell, createBareShell } from '../simulator/testing/bare-shell.ts';
import { phoneWith, type Phone } from './phone.ts';
import { failureOf } from './shell/runner.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { disableMobileData } from './mobile-data.ts';

describe('mobile data', () => {
  let folder: string;
  let shell: BareShell;
  let journal: Journal;
  let phone: Phone;
  let lines: string[];

  const start = async (options: Parameters<typeof createBareShell>[0]): Promise<void> => {
    shell = createBareShell(options);
    lines = [];
    const run = async (command: string) => {
      lines.push(command);
      const { code, ...printed } = await shell.run(command);
      if (code !== 0) throw failureOf({ command, exitCode: code, ...printed });

      return printed;
    };
    phone = phoneWith('fake-1', { run }, async () => ({ stdout: '', stderr: '' }), 'aosp');
    journal = await openJournal(phone, folder);
  };
  const put = (settings: Readonly<Record<string, string>>): void => {
    for (const [key, value] of Object.entries(settings)) shell.device.settings.put('global', key, value);
  };
  /** The settings of all SIMs. */
  const read = (): Record<string, string> =>
    Object.fromEntries(shell.device.settings.list('global').filter(([key]) => key.startsWith('mobile_data')));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-mobile-'));
  });
  afterEach(async () => {
    shell.stop();
    await rm(folder, { recursive: true });
  });

  it('stays off after a run if the owner had switched it off for the SIM for data', async () => {
    await start({ multiSim: true });
    const before = read();
    assert.deepEqual(before, { mobile_data: '1', mobile_data1: '0', mobile_data2: '1' });
    await disableMobileData(phone, journal);
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual(read(), before);
    assert.ok(!lines.some((line) => line.includes('svc data enable')), 'it would connect at once');
  });

  it('is switched off for the SIM for data, and on again after a run', async () => {
    await start({ multiSim: true });
    put({ mobile_data: '0', mobile_data1: '0', mobile_data2: '1', multi_sim_data_call: '2' });
    const before = read();
    await disableMobileData(phone, journal);
    assert.deepEqual(read(), { ...before, mobile_data2: '0' });
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual(read(), before);
  });

  it('has the setting of each SIM again if the phone changed all of them', async () => {
    await start({ multiSim: true });
    put({ mobile_data1: '1', mobile_data2: '0' });
    const before = read();
    await disableMobileData(phone, journal);
    put({ mobile_data: '0', mobile_data2: '1' });
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual(read(), before);
  });

  it('reports the setting that it could not restore', async () => {
    await start({ multiSim: true, rooted: false });
    put({ mobile_data1: '1' });
    const unrooted = phoneWith(
      'fake-1',
      {
        async run(command) {
          const { stdout, stderr } = command.startsWith('svc')
            ? { stdout: '', stderr: '' }
            : await shell.run(command);

          return { stdout, stderr };
        },
      },
      async () => ({ stdout: '', stderr: '' }),
      null,
    );
    journal = await openJournal(unrooted, folder);
    await disableMobileData(unrooted, journal);
    put({ mobile_data1: '0' });
    shell.device.settings.onChange((namespace, key, value) => {
      if (key === 'mobile_data1' && value === '1') shell.device.settings.put(namespace, key, '0');
    });
    const { failed } = await journal.restore();
    assert.match(failed[0]?.why ?? '', /mobile_data1 is 0, was 1/);
  });

  it('is left alone on a phone where it is off', async () => {
    await start({});
    await disableMobileData(phone, journal);
    assert.deepEqual(journal.pending(), []);
  });

  it('is switched on again from a journal of an older version', async () => {
    await start({});
    put({ mobile_data: '0' });
    await journal.make('mobile-data', {}, async () => undefined);
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual(read(), { mobile_data: '1' });
  });
});
