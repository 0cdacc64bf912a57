import assert from 'node:assert/strict';
import { type ExitCode, exitCodeOf, type Outcome } from './exit.ts';

describe('the exit code', () => {
  const cases: [Outcome['kind'][], ExitCode][] = [
    [[], 0],
    [['fine', 'fine'], 0],
    [['fine', 'undecided'], 2],
    [['undecided', 'fault', 'fine'], 3],
    [['fault', 'leak', 'undecided'], 1],
    [['leak', 'interrupted', 'fault'], 130],
  ];
  for (const [outcomes, code] of cases)
    it(`is ${code} for ${outcomes.join(', ') || 'no outcome'}`, () => {
      assert.equal(exitCodeOf(outcomes), code);
      assert.equal(exitCodeOf(outcomes.toReversed()), code);
    });
});
