import assert from 'node:assert/strict';
import { createCoverage } from './coverage.ts';

describe('the coverage of cases by later recording', () => {
  it('settles a case once its longest interval has passed, and once only', () => {
    const coverage = createCoverage();
    coverage.recordDecided({ case: 'first', lastUseMs: 1_000, settledAfterMs: 900_000 });
    assert.deepEqual(coverage.recordReached(900_999), []);
    assert.deepEqual(coverage.recordReached(901_000), [{ case: 'first', watchedForMs: 900_000 }]);
    assert.deepEqual(coverage.recordReached(2_000_000), []);
  });

  it('settles each by its own interval', () => {
    const coverage = createCoverage();
    coverage.recordDecided({ case: 'slow', lastUseMs: 0, settledAfterMs: 900_000 });
    coverage.recordDecided({ case: 'fast', lastUseMs: 500_000, settledAfterMs: 45_000 });
    assert.deepEqual(
      coverage.recordReached(600_000).map((each) => each.case),
      ['fast'],
    );
  });

  it('settles nothing across an interruption', () => {
    const coverage = createCoverage();
    coverage.recordDecided({ case: 'before', lastUseMs: 0, settledAfterMs: 100 });
    coverage.recordInterruption();
    coverage.recordDecided({ case: 'after', lastUseMs: 50, settledAfterMs: 100 });
    assert.deepEqual(
      coverage.recordReached(200).map((each) => each.case),
      ['after'],
    );
  });
});
