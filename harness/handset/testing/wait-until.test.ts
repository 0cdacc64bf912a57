import assert from 'node:assert/strict';
import { waitUntil } from './wait-until.ts';

describe('waitUntil', () => {
  it('repeats an attempt that fails until it succeeds', async () => {
    const results = [() => Promise.reject(new Error('refused')), async () => false, async () => true];
    await waitUntil(() => results.shift()?.() ?? Promise.reject(new Error('one too many')), 'adb', 5000);
    assert.equal(results.length, 0);
  });

  it('throws with the error of the last attempt as its cause', async () => {
    const refused = new Error('refused');
    await assert.rejects(
      waitUntil(() => Promise.reject(refused), 'adb', 0),
      (error) => error instanceof Error && /adb was not ready/.test(error.message) && error.cause === refused,
    );
  });
});
