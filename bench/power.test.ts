import assert from 'node:assert/strict';
import { ALPHA } from '../harness/sizes/index.ts';
import { leaks } from './power/leaks.ts';
import { falseAlarms, found } from './power/simulate.ts';

const CASES = 200;
const SEED = 7;

describe('the comparison of sizes, simulated', function () {
  this.timeout(120_000);

  it('blames an innocent uploader no more often than stated', () => {
    const alarms = falseAlarms(CASES, SEED);
    assert.equal(alarms.size, 7);
    for (const [name, count] of alarms)
      assert.ok(tail(count) >= 0.001, `${name}: ${count} of ${CASES}, which has a chance of ${tail(count)}`);
    // The test is exact where sizes are never equal: neither bold nor timid.
    assert.ok((alarms.get('noisy') ?? 0) >= 2, `noisy: ${alarms.get('noisy')}`);
  });

  for (const name of ['at once', 'batched, at HOME', 'compressed, at HOME'])
    it(`finds an uploader whose sizes follow: ${name}`, () => {
      const leak = leaks[name];
      assert.ok(leak);
      assert.ok(found(50, SEED, name, leak, 0.7) >= 48);
    });

  it('cannot find addresses that are hashed', () => {
    const leak = leaks['hashed: the same length for every address'];
    assert.ok(leak);
    assert.ok(tail(found(CASES, SEED, 'hashed', leak, 1.33)) >= 0.001);
  });
});

/** The chance of as many false alarms or more, at the stated rate. */
function tail(count: number): number {
  let probability = (1 - ALPHA) ** CASES;
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += probability;
    probability *= ((CASES - k) / (k + 1)) * (ALPHA / (1 - ALPHA));
  }

  return 1 - below;
}
