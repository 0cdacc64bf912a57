import assert from 'node:assert/strict';
import { ALPHA } from '../harness/sizes/index.ts';
import { leaks } from './power/leaks.ts';
import { countFalseAlarms, countFound } from './power/simulate.ts';

const CASES = 200;
const SEED = 7;

describe('the comparison of sizes, simulated', function () {
  this.timeout(120_000);

  it('reports an innocent uploader no more often than the stated rate', () => {
    const alarms = countFalseAlarms(CASES, SEED);
    assert.equal(alarms.size, 7);
    for (const [name, count] of alarms)
      assert.ok(
        tailProbability(count) >= 0.001,
        `${name}: ${count} of ${CASES}, which has a chance of ${tailProbability(count)}`,
      );
    // Without equal sizes the test is exact, so it also must not report too rarely.
    assert.ok((alarms.get('noisy') ?? 0) >= 2, `noisy: ${alarms.get('noisy')}`);
  });

  for (const name of ['at once', 'batched, at HOME', 'compressed, at HOME'])
    it(`finds an uploader whose sizes follow the addresses: ${name}`, () => {
      const leak = leaks[name];
      assert.ok(leak);
      assert.ok(countFound(50, SEED, name, leak, 0.7) >= 48);
    });

  it('cannot find hashed addresses', () => {
    const leak = leaks['hashed: the same length for every address'];
    assert.ok(leak);
    assert.ok(tailProbability(countFound(CASES, SEED, 'hashed', leak, 1.33)) >= 0.001);
  });
});

/** The chance of as many false alarms or more, at the stated rate. */
function tailProbability(count: number): number {
  let probability = (1 - ALPHA) ** CASES;
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += probability;
    probability *= ((CASES - k) / (k + 1)) * (ALPHA / (1 - ALPHA));
  }

  return 1 - below;
}
