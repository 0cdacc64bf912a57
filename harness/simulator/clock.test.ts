import assert from 'node:assert/strict';
import { createClock } from './clock.ts';

const realMs = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();

  return performance.now() - from;
};

describe('the clock of a simulated handset', () => {
  it('runs at 1 until a wait', async () => {
    const clock = createClock(50);
    const took = await realMs(() => clock.sleep(60));
    assert.ok(took >= 59 && took < 400, `${took} ms`);
    assert.ok(Math.abs(clock.uptime() - took) < 100);
    clock.stop();
  });

  it('runs at its speed in a wait, and its time of day follows', async () => {
    const clock = createClock(50);
    const then = clock.now();
    clock.setFast(true);
    const took = await realMs(() => clock.sleep(5000));
    assert.ok(took >= 99 && took < 600, `${took} ms`);
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

  it('fires nothing that was cancelled, and nothing after it stopped', async () => {
    const clock = createClock(1);
    const fired: string[] = [];
    clock.after(5, () => fired.push('cancelled')).cancel();
    clock.after(5, () => fired.push('pending'));
    clock.stop();
    clock.after(5, () => fired.push('late'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(fired, []);
  });

  it('refuses a speed that is none', () => {
    for (const speed of [0, -1, Number.NaN]) assert.throws(() => createClock(speed), RangeError);
  });
});
