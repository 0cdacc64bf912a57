import assert from 'node:assert/strict';
import { failuresOf } from './failures.mjs';

describe('the repeated output of a failed step', () => {
  it('is the summary of Mocha from its first failure on', () => {
    const summary = '  1 failing\n\n  1) a thing\n       breaks:\n     Error: no';
    assert.equal(failuresOf(`  ✔ fine\n  12 passing (3s)\n${summary}\n\n`, 'noise\n'), summary);
  });

  it('is the last lines of a check, or of a run that ended early', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    assert.equal(failuresOf(`${lines.join('\n')}\n`, ''), lines.slice(60).join('\n'));
  });

  it('includes the exception of a run that did not start', () => {
    assert.equal(
      failuresOf('\n', 'Exception during run: no such file\n'),
      'Exception during run: no such file',
    );
  });
});
