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
const kase = (id: string, traces: Trace[], given: Partial<TracedCase> = {}): TracedCase => ({
  id,
  release: 'mint@3.4.0~ef376b47',
  handset: 'one',
  traces,
  ...given,
});
const levelOf = (...cases: TracedCase[]) => linkabilityOf(cases)[0]?.level;

describe('linkabilityOf', () => {
  it('links within a session what was sent with findings', () =>
    assert.equal(levelOf(kase('a', [trace()])), 'within-session'));

  it('links sessions by a value that is sent again after the private tab was closed', () =>
    assert.equal(levelOf(kase('a', [trace(), trace({ closed: true, withFindings: 0 })])), 'across-sessions'));

  it('does not link them by a value that is only sent afterwards', () =>
    assert.equal(levelOf(kase('a', [trace({ closed: true })])), 'within-session'));

  it('links across resets by a value that is sent under another identity or in another case', () => {
    const back = trace({ withFindings: 0 });
    assert.equal(levelOf(kase('a', [trace(), trace({ identity: 2, withFindings: 0 })])), 'across-resets');
    assert.equal(levelOf(kase('a', [trace()]), kase('b', [back])), 'across-resets');
  });

  it('never links by another value, or by one from another handset', () => {
    assert.equal(levelOf(kase('a', [trace()]), kase('b', [trace({ token: 'bbbb' })])), 'within-session');
    const elsewhere = { release: 'x', handset: 'two' };
    assert.equal(levelOf(kase('a', [trace()]), kase('b', [trace()], elsewhere)), 'within-session');
  });

  it('links across resets by a value in a known field that another release on the handset also sends', () => {
    const other = (kind: Trace['kind']) => kase('b', [trace({ kind })], { release: 'x' });
    assert.equal(levelOf(kase('a', [trace()]), other('field')), 'across-resets');
    assert.equal(levelOf(kase('a', [trace({ kind: 'value' })]), other('value')), 'within-session');
  });

  it('links nothing without a value next to a finding', () =>
    assert.equal(levelOf(kase('a', [trace({ withFindings: 0 })])), null));

  it('calls a value of an unknown field likely, and a constant if two handsets send it', () => {
    const value = trace({ kind: 'value', name: 'zq' });
    const [row] = linkabilityOf([kase('a', [value]), kase('b', [value])]);
    assert.deepEqual([row?.level, row?.by[0]?.certainty], ['across-resets', 'likely']);
    assert.equal(levelOf(kase('a', [value]), kase('b', [value], { handset: 'two', release: 'x' })), null);
  });
});
