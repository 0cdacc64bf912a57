import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from './journal/journal.ts';
import { type FakePhone, fakePhone } from './testing/fake-phone.ts';
import type { Stopwatch } from './quiet.ts';
import { expectedRealMs, waitOnPhone, type WaitWatch } from './wait.ts';

describe('waitOnPhone', () => {
  let folder: string;
  let fake: FakePhone;
  /** The test's real time, milliseconds. */
  let real: number;
  /** The phone's uptime, and its speed while the property for fast waits is set. */
  let uptime: number;
  let rate: number;
  let fastPhases: number[];
  /** The handset's answer to `dumpsys leakgate quiet`. */
  let barrier: () => { inFlight: string[]; keptSpeed: number | null };
  const time: Stopwatch = {
    now: () => real,
    sleep: async (ms) => {
      real += ms;
      uptime += ms * (fake.properties.get('debug.leakgate.wait') === '1' ? rate : 1);
    },
  };
  const quietWatch: WaitWatch = { phase: 'foreground', quiet: () => 10_000, open: () => 0 };
  const wait = async (clock: { simulated: boolean; speed: number }, ms: number, watch = quietWatch) =>
    await waitOnPhone(fake.phone, await openJournal(fake.phone, folder), clock, ms, watch, time);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-wait-'));
    fake = fakePhone();
    [real, uptime, rate, fastPhases] = [0, 100_000, 20, []];
    barrier = () => ({ inFlight: [], keptSpeed: 20 });
    fake.intercept = (line) => {
      if (line.startsWith('setprop')) fastPhases.push(real);
      if (line === 'dumpsys leakgate quiet') return JSON.stringify(barrier());

      return line === 'cat /proc/uptime' ? `${(uptime / 1000).toFixed(2)} 1.00` : undefined;
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('waits the time and 5 s more divided by the speed, until the simulated handset has nothing in flight', async () => {
    const result = await wait({ simulated: true, speed: 20 }, 60_000);
    assert.deepEqual(fastPhases, [0, 3_250]);
    assert.equal(real, 3_250);
    assert.deepEqual(
      [result.handsetMs, result.speed, result.quiet, result.realMs],
      [65_000, 20, true, 3_250],
    );
    assert.equal(fake.properties.get('debug.leakgate.wait'), '0');
    assert.equal(expectedRealMs(60_000, { simulated: true, speed: 20 }), 3_550);
  });

  it('reports each minute of handset time', async () => {
    for (const [speed, simulated] of [
      [20, true],
      [1, false],
    ] as const) {
      let minutes = 0;
      const watch = { ...quietWatch, eachMinute: async () => void (minutes += 1) };
      await wait({ simulated, speed }, 300_000, watch);
      assert.equal(minutes, 5);
    }
  });

  it('never makes a real phone run fast, and waits for 2 s of quiet at the recorder', async () => {
    const result = await wait({ simulated: false, speed: 20 }, 30_000);
    assert.deepEqual(fastPhases, []);
    assert.deepEqual([real, result.speed], [32_000, 1]);
    assert.equal(expectedRealMs(30_000, { simulated: false, speed: 20 }), 32_000);
    assert.ok(!fake.lines.some((line) => line.includes('leakgate quiet')), fake.lines.join('; '));
  });

  it('is not quiet on a phone whose recorder received something a second ago', async () => {
    const result = await wait({ simulated: false, speed: 1 }, 1_000, { ...quietWatch, quiet: () => 1_000 });
    assert.equal(result.quiet, false);
    assert.equal(
      result.limit,
      'within 30 s there were no 2 s without an open request; open at the end: 0 requests',
    );
  });

  it('continues to wait while the simulated handset has something in flight', async () => {
    barrier = () => ({ inFlight: real < 8_000 ? ['a request of a.b'] : [], keptSpeed: 20 });
    const result = await wait({ simulated: true, speed: 20 }, 20_000);
    assert.ok(result.quiet && real >= 8_000 && real < 8_200, String(real));
  });

  it('names what stayed in flight on a simulated handset', async () => {
    barrier = () => ({ inFlight: ['a request of a.b'], keptSpeed: 20 });
    const result = await wait({ simulated: true, speed: 20 }, 20_000);
    assert.deepEqual([result.quiet, result.limit], [false, 'in flight after 30 s: a request of a.b']);
  });

  it('is not quiet on a simulated handset while bytes still arrive at the recorder', async () => {
    const result = await wait({ simulated: true, speed: 20 }, 20_000, { ...quietWatch, quiet: () => 0 });
    assert.equal(result.quiet, false);
  });

  it('reports a clock that did not keep its speed', async () => {
    barrier = () => ({ inFlight: [], keptSpeed: 11.5 });
    assert.equal((await wait({ simulated: true, speed: 20 }, 1_000)).keptSpeed, 11.5);
    barrier = () => ({ inFlight: [], keptSpeed: 19 });
    assert.equal((await wait({ simulated: true, speed: 20 }, 1_000)).keptSpeed, undefined);
  });

  it("waits until the phone's own clock has passed the time, even if the clock is slow", async () => {
    rate = 10;
    const result = await wait({ simulated: true, speed: 20 }, 60_000);
    assert.ok(result.handsetMs >= 60_000 && result.limit === undefined, JSON.stringify(result));
  });

  it('reports a clock that does not move', async () => {
    rate = 0;
    const result = await wait({ simulated: true, speed: 20 }, 60_000);
    assert.match(result.limit ?? '', /advanced by only 0 ms, not by 65000 ms/);
    assert.ok(result.handsetMs < 60_000);
  });

  it('continues to wait until requests end', async () => {
    const result = await wait({ simulated: true, speed: 20 }, 20_000, {
      ...quietWatch,
      open: () => (real < 9_000 ? 1 : 0),
    });
    assert.ok(result.quiet && real >= 9_000 && real < 9_200, String(real));
  });

  it('is not quiet if a request stays open', async () => {
    const result = await wait({ simulated: true, speed: 20 }, 20_000, { ...quietWatch, open: () => 1 });
    assert.equal(result.quiet, false);
    assert.match(result.limit ?? '', /1 open request/);
  });

  it('writes the property into the journal once', async () => {
    await wait({ simulated: true, speed: 20 }, 1_000);
    await wait({ simulated: true, speed: 20 }, 1_000);
    const journal = await openJournal(fake.phone, folder);
    assert.equal(journal.pending().length, 1);
    assert.deepEqual((await journal.restore()).failed, []);
  });

  const awakeCases: [string, (handsetMs: number) => boolean | null, (awakeMs: number | null) => boolean][] = [
    ['a process that was awake all the time', () => true, (ms) => ms === 65_000],
    ['a process that was frozen during the wait', (at) => at < 25_000, (ms) => ms === 20_000],
    ['a process that was frozen for a while', (at) => at < 25_000 || at > 50_000, (ms) => ms === 25_000],
    ['a process that never ran', () => false, (ms) => ms === 0],
    [
      'a process whose state the phone once did not report',
      (at) => (at === 40_000 ? null : true),
      (ms) => ms === null,
    ],
  ];
  for (const [name, awake, expected] of awakeCases)
    it(`measures the awake time of ${name}`, async () => {
      const watch = { ...quietWatch, awake: async () => awake(uptime - 100_000) };
      const result = await wait({ simulated: true, speed: 20 }, 60_000, watch);
      assert.deepEqual([result.handsetMs, expected(result.awakeMs)], [65_000, true], String(result.awakeMs));
    });

  it('reports no awake time if no process is watched', async () => {
    assert.equal((await wait({ simulated: true, speed: 20 }, 60_000)).awakeMs, null);
  });

  it('resets the speed of the clock if the wait fails', async () => {
    fake.intercept = (line) => {
      if (line !== 'cat /proc/uptime') return undefined;
      if (real > 0) throw new Error('gone');

      return '1.00 1.00';
    };
    await assert.rejects(wait({ simulated: true, speed: 20 }, 60_000), /gone/);
    assert.equal(fake.properties.get('debug.leakgate.wait'), '0');
  });
});
