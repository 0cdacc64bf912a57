import assert from 'node:assert/strict';
import { createClock } from './clock.ts';

const realMs = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();

  return performance.now() - from;
};

describe('the clock of a simulated handset', () => {
  it('runs at speed 1 before a wait', async () => {
    const clock = createClock(50);
    const elapsedMs = await realMs(() => clock.sleep(60));
    assert.ok(elapsedMs >= 59 && elapsedMs < 400, `${elapsedMs} ms`);
    assert.ok(Math.abs(clock.uptime() - elapsedMs) < 100);
    clock.stop();
  });

  it('runs at its speed in a wait, and its time of day follows', async () => {
    const clock = createClock(50);
    const then = clock.now();
    clock.setFast(true);
    const elapsedMs = await realMs(() => clock.sleep(5000));
    assert.ok(elapsedMs >= 99 && elapsedMs < 600, `${elapsedMs} ms`);
    assert.ok(clock.now() - then >= 5000);
    clock.stop();
  });

  it('keeps the handset time of pending timers when the speed changes', async () => {
    const clock = createClock(100);
    const order: string[] = [];
    const due = clock.uptime() + 10_000;
    const long = new Promise<number>((resolve) => {
      clock.after(10_000, () => {
        order.push('10 s');
        resolve(clock.uptime());
      });
    });
    clock.after(40, () => order.push('40 ms'));
    clock.setFast(true);
    await new Promise((resolve) => setTimeout(resolve, 30));
    clock.setFast(false);
    assert.deepEqual(order, ['40 ms']);
    clock.setFast(true);
    const firedAt = await long;
    assert.ok(firedAt >= due && firedAt < due + 5000, `${firedAt} for ${due}`);
    clock.stop();
  });

  it('never fires early, at any speed', async () => {
    for (const speed of [1, 3, 20, 1000]) {
      const clock = createClock(speed);
      clock.setFast(true);
      for (const ms of [0, 1, 7, 33]) {
        const due = clock.uptime() + ms;
        await clock.sleep(ms);
        assert.ok(clock.uptime() >= due - 0.01, `speed ${speed}, ${ms} ms: ${clock.uptime()} before ${due}`);
      }
      clock.stop();
    }
  });

  it('fires on time while it runs fast, even on a busy machine', async () => {
    const clock = createClock(100);
    const fired: [due: number, at: number][] = [];
    for (const ms of [500, 1000, 4000]) {
      const due = clock.uptime() + ms;
      clock.after(ms, () => {
        fired.push([due, clock.uptime()]);
        // The first keeps the process busy for longer than the second is away.
        const busyUntil = performance.now() + (ms === 500 ? 100 : 0);
        while (performance.now() < busyUntil);
      });
    }
    clock.setFast(true);
    await clock.sleep(5000);
    assert.equal(fired.length, 3);
    for (const [due, at] of fired.slice(1)) assert.ok(Math.abs(at - due) < 3000, `${at} for ${due}`);
    assert.ok((clock.measuredSpeed() ?? 100) < 70, `it kept ${clock.measuredSpeed()}`);
    clock.stop();
  });

  it('measures its speed, but not before it ran fast', async () => {
    const clock = createClock(20);
    assert.equal(clock.measuredSpeed(), undefined);
    clock.setFast(true);
    await clock.sleep(4000);
    clock.setFast(false);
    const measured = clock.measuredSpeed() ?? 0;
    assert.ok(measured > 10 && measured <= 20.001, String(measured));
    clock.stop();
  });

  it('runs at speed 1 during a hold, for at most a second', async () => {
    const clock = createClock(1000);
    clock.setFast(true);
    const release = clock.hold();
    const from = clock.uptime();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const held = clock.uptime() - from;
    assert.ok(held >= 49 && held < 1000, String(held));
    release();
    release();
    assert.ok((await realMs(() => clock.sleep(20_000))) < 1000);
    clock.hold();
    const elapsedMs = await realMs(() => clock.sleep(20_000));
    assert.ok(elapsedMs >= 990 && elapsedMs < 3000, `${elapsedMs} ms`);
    clock.stop();
  });

  it('counts timers that are due', async () => {
    const clock = createClock(1);
    clock.after(0, () => undefined);
    clock.after(10_000, () => undefined);
    assert.equal(clock.overdue(), 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(clock.overdue(), 0);
    clock.stop();
  });

  it('fires no cancelled timers, and none after it stopped', async () => {
    const clock = createClock(1);
    const fired: string[] = [];
    clock.after(5, () => fired.push('cancelled')).cancel();
    clock.after(5, () => fired.push('pending'));
    clock.stop();
    clock.after(5, () => fired.push('late'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(fired, []);
  });

  it('refuses an invalid speed', () => {
    for (const speed of [0, -1, Number.NaN]) assert.throws(() => createClock(speed), RangeError);
  });
});
