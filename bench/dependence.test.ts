import assert from 'node:assert/strict';
import { upperBound } from './dependence/upper-bound.ts';
import { powerBesideSdk } from './dependence/power.ts';
import { countFindings } from './dependence/without-dependence.ts';

/** A sample of what `npm run bench:dependence` does for 20,000 experiments. */
describe('the error rates of the experiment', function () {
  this.timeout(120_000);
  const EACH = 150;

  it('are as stated without dependence', () => {
    const sdks = ['application-insights', 'bugsnag', 'datadog', 'mixpanel', 'segment', 'snowplow'];
    const found = sdks.reduce((sum, name) => sum + countFindings(name, EACH, 1), 0);
    // 900 experiments with a probability of 0.001 each: more than 4 have a probability of 0.002.
    assert.ok(found <= 4, `${found} of ${EACH * sdks.length}`);
  });

  it('of what is sent at every visit are small', () => {
    for (const bits of [1, 8, 64])
      assert.ok(powerBesideSdk('mixpanel', 6, { bits, oneIn: 1 }, 10) >= 0.9, String(bits));
  });

  it('have an upper bound, by Clopper and Pearson', () => {
    assert.ok(Math.abs(upperBound(0, 2994) - 0.001) < 0.000_01);
    assert.ok(Math.abs(upperBound(10, 100) - 0.1637) < 0.0001);
    assert.equal(upperBound(3, 3), 1);
  });
});
