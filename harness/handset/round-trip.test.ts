import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { limitScale, measureRoundTrip } from './round-trip.ts';

describe('the round trip of a phone', () => {
  it('is the median of three commands', async () => {
    const delays = [300, 20, 60];
    const session = {
      executeScript: async () => {
        await sleep(delays.shift() ?? 0);

        return { stdout: '', stderr: '' };
      },
    };
    const ms = await measureRoundTrip(session);
    assert.ok(ms >= 55 && ms < 200, String(ms));
    assert.deepEqual(delays, []);
  });

  it('makes limits longer in proportion, never shorter, and not without end', () => {
    assert.deepEqual([0, 20, 100, 500, 800, 1e6].map(limitScale), [1, 1, 1, 5, 8, 20]);
  });
});
