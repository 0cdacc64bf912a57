import assert from 'node:assert/strict';
import { REASON_CODES, REASON_WEIGHTS } from '../../model/reason-codes.ts';
import { decidedBy } from './decided-by.ts';

/** These prove a leak, so that no case with them is undecided. */
const PROOFS = new Set<string>(['history-leak', 'late-leak']);

describe('decidedBy', () => {
  it('has an answer for each reason that leaves a case undecided', () => {
    const missing = REASON_CODES.filter(
      (code) =>
        ['voids', 'finds'].includes(REASON_WEIGHTS.get(code) ?? '') &&
        !PROOFS.has(code) &&
        decidedBy(code) === undefined,
    );
    assert.deepEqual(missing, []);
  });

  it('knows nothing of a code of another version', () => {
    assert.equal(decidedBy('toString'), undefined);
  });
});
