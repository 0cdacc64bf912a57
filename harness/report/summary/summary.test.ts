import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { decidedCase, findingOf, ADDRESS, runOfOutcomes, summaryOf } from '../testing/outcomes.ts';
import { runOf } from '../testing/run.ts';
import { leaksOf } from './leaks.ts';
import { OUTCOMES } from './summary.ts';

describe('summarize', () => {
  it('tells a known leak that contacted a new recipient from a new leak', () => {
    const run = runOf('leaks');
    run.cases[0]!.expected = ['leaks'];
    const failure = { case: run.cases[0]!.id, why: 'it contacted new.example' };
    const outcome = (failures: NonNullable<typeof run.gate>['failures']) => {
      run.gate = { passed: false, exitCode: 1, failures };

      return summaryOf(run).cases[0]?.outcome;
    };
    assert.equal(outcome([{ ...failure, kind: 'recipients' }]), 'unexpected');
    assert.equal(outcome([{ ...failure, kind: 'recipients' }, failure]), 'new-leak');
  });

  it('gives each case its outcome, the most urgent first', () => {
    assert.deepEqual(
      summaryOf().cases.map(({ outcome }) => outcome),
      OUTCOMES,
    );
  });

  it('counts each outcome', () => {
    const { tally } = summaryOf();
    assert.deepEqual(
      Object.values(tally),
      OUTCOMES.map(() => 1),
    );
  });

  it('keeps cases of one outcome in the order of the plan', () => {
    const scenarios = summaryOf(runOf('leaks', 'leaks', 'leaks')).cases.map(({ row }) => row.scenario);
    assert.deepEqual(scenarios, ['scenario-0', 'scenario-1', 'scenario-2']);
  });

  it('calls a leak new if its expectation has expired', () => {
    const run = runOf('leaks');
    run.cases[0]!.expected = ['leaks'];
    assert.deepEqual(
      summaryOf(run).cases.map(({ outcome, gateFailures }) => [outcome, gateFailures]),
      [['new-leak', ['leaks']]],
    );
    run.gate = { passed: true, exitCode: 0, failures: [] };
    assert.equal(summaryOf(run).cases[0]?.outcome, 'known-leak');
  });

  it('calls a leak new that no expectation excuses, even before the gate has a result', () => {
    const run = runOf('leaks');
    run.gate = null;
    assert.equal(summaryOf(run).cases[0]?.outcome, 'new-leak');
  });

  it('does not call it a leak that is gone if none was expected', () => {
    const run = runOf('clean');
    run.cases[0]!.expected = ['inconclusive'];
    run.gate = {
      passed: true,
      exitCode: 0,
      failures: [],
      changed: [{ case: run.cases[0]!.id, why: 'decided' }],
    };
    assert.deepEqual(
      summaryOf(run).cases.map(({ outcome, changed }) => [outcome, changed]),
      [['clean', 'decided']],
    );
  });

  it('lists failures of the gate that no case has', () => {
    assert.deepEqual(
      summaryOf().otherFailures.map(({ case: name }) => name),
      ['mint@3.3.* visit-* private (simulated)'],
    );
  });

  it('separates doubts from limits', () => {
    const run = runOf('inconclusive', 'suspect');
    const reasons = ['history-leak', 'not-run', 'few-identities', 'simulated'].map((code) => ({
      code,
      text: code,
    }));
    for (const row of run.cases) row.reasons = reasons;
    const codes = summaryOf(run).cases.map((each) =>
      [each.doubts, each.limits].map((some) => some.map(({ code }) => code)),
    );
    assert.deepEqual(codes, [
      [['not-run'], ['few-identities']],
      [['history-leak', 'not-run'], ['few-identities']],
    ]);
  });

  it('compares a case with the release before, of the same family, scenario and mode', () => {
    const run = runOf('clean', 'clean', 'leaks');
    const version = (at: number, versionName: string, changes = {}): void => {
      const row = run.cases[at]!;
      row.scenario = 'visit';
      row.release = {
        ...row.release,
        versionName,
        versionCode: Number(versionName),
        sha256: versionName.padEnd(64, '0'),
        ...changes,
      };
    };
    version(0, '1');
    version(1, '2');
    version(2, '3');
    const changes = () =>
      summaryOf(run).cases.map(({ release, change }) => [release, change?.release, change?.kind]);
    assert.deepEqual(changes(), [
      ['mint@3', 'mint@2', 'newly-leaking'],
      ['mint@1', undefined, undefined],
      ['mint@2', 'mint@1', 'same'],
    ]);
    version(1, '2', { family: 'chrome' });
    assert.deepEqual(changes()[0], ['mint@3', 'mint@1', 'newly-leaking']);
    run.cases[0]!.mode = { ...run.cases[0]!.mode, statistics: 'off' };
    assert.deepEqual(changes()[0], ['mint@3', undefined, undefined]);
  });

  it('names two files of one version by their digests', () => {
    const run = runOf('clean', 'clean');
    run.cases[1]!.release = { ...run.cases[1]!.release, sha256: 'fe'.repeat(32) };
    assert.deepEqual(
      summaryOf(run).cases.map(({ release }) => release),
      ['mint@3.4.0~0123abcd', 'mint@3.4.0~fefefefe'],
    );
  });

  it('asks since when only of leaks', () => {
    const asked: string[] = [];
    summaryOf(runOfOutcomes(), {
      sinceOf: ({ scenario }) => {
        asked.push(scenario);

        return undefined;
      },
    });
    assert.deepEqual(asked, ['scenario-4', 'scenario-7']);
  });
});

describe('leaksOf', () => {
  it('gives the value, its recipient and its owner', () => {
    const [leak] = leaksOf(decidedCase([findingOf('visit-1')]));
    assert.deepEqual(
      [leak?.value, leak?.kind, leak?.host, leak?.owner],
      [ADDRESS, 'url', 'sa.api.intl.miui.com', 'Xiaomi'],
    );
  });

  it('puts findings of one value, place and encoding together, and lists each exchange once', () => {
    const findings = [findingOf('visit-1'), findingOf('visit-1', { exchange: 5 }), findingOf('visit-1')];
    assert.deepEqual(
      leaksOf(decidedCase(findings)).map(({ exchanges }) => exchanges),
      [[3, 5]],
    );
  });

  const differences = [
    { host: 'other.example.net' },
    { part: 'request.url' },
    { chain: ['base64'] },
    { match: 'digest:md5' },
    { canary: 'search-1' },
  ];
  for (const difference of differences)
    it(`keeps findings apart that differ in ${Object.keys(difference).join()}`, () => {
      assert.equal(leaksOf(decidedCase([findingOf('visit-1'), findingOf('visit-1', difference)])).length, 2);
    });

  it('lists only identifiers of the same exchanges, each once', () => {
    const decided = decidedCase([findingOf('visit-1', { exchange: 3 })]);
    const [identifier] = decided.record.identifiers;
    decided.record.identifiers.push(identifier!, { ...identifier!, exchange: 4, name: 'oaid' });
    assert.deepEqual(
      leaksOf(decided).map(({ identifiers }) => identifiers.map(({ name }) => name)),
      [['android_id']],
    );
  });

  it('shows the id of a value that is not in canaries.json, and an unknown owner', () => {
    const decided = decidedCase([findingOf('visit-9', { host: 'log.example.net' })], [] satisfies Canary[]);
    decided.record.parties = [];
    assert.deepEqual(
      leaksOf(decided).map(({ value, owner }) => [value, owner]),
      [['visit-9', null]],
    );
  });
});
