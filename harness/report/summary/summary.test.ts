import assert from 'node:assert/strict';
import { leakRecord, runOf } from '../testing/run.ts';
import { summarize } from './summary.ts';

const DIGEST = 'd19e57'.padEnd(64, '0');
const canaries = [{ id: 'visit-1', kind: 'url' as const, value: 'https://qk3v9x2m7abc.example/' }];

describe('summarize', () => {
  it('puts new leaks first, and counts each outcome', () => {
    const run = runOf('clean', 'inconclusive', 'leaks', 'suspect');
    const { cases, tally } = summarize(run, { digest: DIGEST, decidedCase: () => undefined });
    assert.deepEqual(
      cases.map(({ outcome }) => outcome),
      ['new-leak', 'undecided', 'undecided', 'clean'],
    );
    assert.deepEqual([tally['new-leak'], tally.undecided, tally['known-leak']], [1, 2, 0]);
  });

  it('tells a known leak from a new one', () => {
    const run = runOf('leaks');
    run.cases[0]!.expected = ['leaks'];
    run.gate = { passed: true, exitCode: 0, failures: [] };
    const [known] = summarize(run, { digest: DIGEST, decidedCase: () => undefined }).cases;
    assert.equal(known?.outcome, 'known-leak');
    run.gate = {
      passed: false,
      exitCode: 1,
      failures: [{ case: run.cases[0]!.id, why: 'only until 2026-01-01' }],
    };
    const [expired] = summarize(run, { digest: DIGEST, decidedCase: () => undefined }).cases;
    assert.equal(expired?.outcome, 'new-leak');
  });

  it('gives the value that left, its recipient and its exchanges', () => {
    const run = runOf('leaks');
    const record = { ...leakRecord, identifiers: [], parties: [] };
    const [first] = summarize(run, { digest: DIGEST, decidedCase: () => ({ record, canaries }) }).cases;
    assert.deepEqual(
      first?.leaks.map(({ value, host, exchanges }) => [value, host, exchanges]),
      [['https://qk3v9x2m7abc.example/', 'sa.api.intl.miui.com', [3]]],
    );
  });

  it('compares a case with the release before', () => {
    const run = runOf('clean', 'leaks');
    const [before, after] = run.cases;
    assert.ok(before && after);
    after.scenario = before.scenario;
    after.release = { ...after.release, versionName: '3.4.1', versionCode: 30401, sha256: 'fe'.repeat(32) };
    const { cases } = summarize(run, { digest: DIGEST, decidedCase: () => undefined });
    assert.deepEqual(
      cases.map(({ release, change }) => [release, change?.release, change?.kind]),
      [
        ['mint@3.4.1', 'mint@3.4.0', 'newly-leaking'],
        ['mint@3.4.0', undefined, undefined],
      ],
    );
  });
});
