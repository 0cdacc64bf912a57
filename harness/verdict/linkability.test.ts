import assert from 'node:assert/strict';
import type { Trace } from '../model/ties.ts';
import { linkabilityOf, type TracedCase } from './linkability.ts';

const trace = (given: Partial<Trace> = {}): Trace => ({
  token: 'aaaa',
  kind: 'field',
  name: 'distinct_id',
  means: 'install',
  identity: 1,
  closed: false,
  exchanges: 1,
  withFindings: 1,
  ...given,
});
const tracedCase = (id: string, traces: Trace[], given: Partial<TracedCase> = {}): TracedCase => ({
  id,
  release: 'mint@3.4.0~ef376b47',
  handset: 'one',
  traces,
  ...given,
});
const levelOf = (...cases: TracedCase[]) => linkabilityOf(cases)[0]?.level;

describe('linkabilityOf', () => {
  it('links within a session by a value that was sent with a finding', () =>
    assert.equal(levelOf(tracedCase('a', [trace()])), 'within-session'));

  it('links sessions by a value that is sent again after the private tab was closed', () =>
    assert.equal(
      levelOf(tracedCase('a', [trace(), trace({ closed: true, withFindings: 0 })])),
      'across-sessions',
    ));

  it('does not link sessions by a value that is only sent after the private tab was closed', () =>
    assert.equal(levelOf(tracedCase('a', [trace({ closed: true })])), 'within-session'));

  it('links across resets by a value that is sent under another identity or in another case', () => {
    const back = trace({ withFindings: 0 });
    assert.equal(
      levelOf(tracedCase('a', [trace(), trace({ identity: 2, withFindings: 0 })])),
      'across-resets',
    );
    assert.equal(levelOf(tracedCase('a', [trace()]), tracedCase('b', [back])), 'across-resets');
  });

  it('does not link cases by different values, or by a value from another handset', () => {
    assert.equal(
      levelOf(tracedCase('a', [trace()]), tracedCase('b', [trace({ token: 'bbbb' })])),
      'within-session',
    );
    const elsewhere = { release: 'x', handset: 'two' };
    assert.equal(
      levelOf(tracedCase('a', [trace()]), tracedCase('b', [trace()], elsewhere)),
      'within-session',
    );
  });

  it('links across resets by a value in a known field that another release on the handset also sends', () => {
    const other = (kind: Trace['kind']) => tracedCase('b', [trace({ kind })], { release: 'x' });
    assert.equal(levelOf(tracedCase('a', [trace()]), other('field')), 'across-resets');
    assert.equal(levelOf(tracedCase('a', [trace({ kind: 'value' })]), other('value')), 'within-session');
  });

  it('links nothing without a value next to a finding', () =>
    assert.equal(levelOf(tracedCase('a', [trace({ withFindings: 0 })])), null));

  it('marks a value of an unknown field as likely, and ignores it if two handsets send it', () => {
    const value = trace({ kind: 'value', name: 'zq' });
    const [row] = linkabilityOf([tracedCase('a', [value]), tracedCase('b', [value])]);
    assert.deepEqual([row?.level, row?.by[0]?.certainty], ['across-resets', 'likely']);
    assert.equal(
      levelOf(tracedCase('a', [value]), tracedCase('b', [value], { handset: 'two', release: 'x' })),
      null,
    );
  });
});
