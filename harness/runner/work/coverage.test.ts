import assert from 'node:assert/strict';
import { createCoverage } from './coverage.ts';

describe('createCoverage', () => {
  it('settles a case once, as soon as its longest interval has passed', () => {
    const coverage = createCoverage();
    coverage.recordDecided({ case: 'first', lastUseMs: 1_000, settledAfterMs: 900_000 });
    assert.deepEqual(coverage.recordReached(900_999), []);
    assert.deepEqual(coverage.recordReached(901_000), [{ case: 'first', watchedForMs: 900_000 }]);
    assert.deepEqual(coverage.recordReached(2_000_000), []);
  });

  it('settles each case after its own interval', () => {
    const coverage = createCoverage();
    coverage.recordDecided({ case: 'slow', lastUseMs: 0, settledAfterMs: 900_000 });
    coverage.recordDecided({ case: 'fast', lastUseMs: 500_000, settledAfterMs: 45_000 });
    assert.deepEqual(
      coverage.recordReached(600_000).map((each) => each.case),
      ['fast'],
    );
  });

  it('never settles a case that was recorded before an interruption', () => {
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
