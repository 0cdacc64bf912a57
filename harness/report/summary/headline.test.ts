import assert from 'node:assert/strict';
import { summaryOf } from '../testing/outcomes.ts';
import { runOf } from '../testing/run.ts';
import { answerOf, headlineOf, switchSentences } from './headline.ts';

describe('headlineOf', () => {
  it('counts what fails the gate, new leaks first, and then every other outcome', () =>
    assert.equal(
      headlineOf(summaryOf()),
      'gate failed (exit code 1): 1 new leak, 1 not as expected, 1 undecided, 1 expectation; not counted: 1 known leak, 1 expected leak gone, 1 undecided as expected, 1 clean, 1 clean with limits, 1 skipped',
    ));

  it('says that none of the known leaks is new', () => {
    const run = runOf('leaks', 'leaks');
    run.skipped = [];
    run.gate = { passed: true, exitCode: 0, failures: [] };
    for (const row of run.cases) row.expected = ['leaks'];
    assert.equal(headlineOf(summaryOf(run)), 'gate passed: 2 known leaks, 0 new');
  });

  const gates: [gate: ReturnType<typeof runOf>['gate'], start: string][] = [
    [{ passed: true, exitCode: 0, failures: [] }, 'gate passed: '],
    [{ passed: false, exitCode: 2, failures: [] }, 'gate failed (exit code 2): '],
    [{ passed: false, exitCode: 3, failures: [] }, 'no case was decided (exit code 3): '],
    [null, 'the run has not ended, so the gate has no result: '],
  ];
  for (const [gate, start] of gates)
    it(`begins with "${start}"`, () => {
      assert.ok(headlineOf(summaryOf({ ...runOf('clean'), gate })).startsWith(start));
    });
});

describe('answerOf', () => {
  it('counts the values of all new leaks of one release and mode, and the leaks of others', () => {
    const run = runOf('leaks', 'leaks', 'leaks');
    run.cases[2]!.mode = { private: true, statistics: 'off', switch: null };
    assert.equal(
      answerOf(summaryOf(run)),
      'mint@3.4.0 sent the searched words "garden kettle qk3v" and the address "https://qk3v9x2m7abc.example/" to sa.api.intl.miui.com (Xiaomi) in private mode, and 1 more new leak',
    );
  });

  it('says that a known leak is expected', () => {
    const run = runOf('leaks', 'leaks');
    run.gate = { passed: true, exitCode: 0, failures: [] };
    for (const row of run.cases) row.expected = ['leaks'];
    assert.match(
      answerOf(summaryOf(run)),
      /^as expected, mint@3\.4\.0 sent the searched words .* in private mode$/,
    );
  });

  it('counts undecided cases', () => {
    assert.match(
      answerOf(summaryOf(runOf('inconclusive', 'suspect'))),
      /^no verdict on mint@3\.4\.0 .*, and 1 more case like it$/,
    );
  });

  it('says that all is clean only if every case is', () => {
    const run = runOf('clean', 'clean');
    run.gate = { passed: true, exitCode: 0, failures: [] };
    run.cases[0]!.reasons = [{ code: 'few-identities', text: 'x' }];
    assert.equal(
      answerOf(summaryOf(run)),
      'nothing of what was browsed left the browser in 2 cases, with limits in 1 of them',
    );
    run.cases[1]!.verdict = 'inconclusive';
    assert.match(answerOf(summaryOf(run)), /^no verdict/);
  });

  it('says that a run is empty', () => {
    assert.equal(answerOf(summaryOf(runOf())), 'The run has no case.');
  });
});

describe('switchSentences', () => {
  const runWithSwitch = () => {
    const run = runOf('leaks', 'clean', 'leaks', 'clean');
    run.cases.forEach((row, at) => {
      row.scenario = at < 2 ? 'visit-typed' : 'search';
      row.mode =
        at % 2 === 0
          ? { private: true, statistics: 'default', switch: { label: 'x', checked: true } }
          : { private: true, statistics: 'off', switch: { label: 'x', checked: false } };
    });

    return run;
  };

  it('says in which position of the switch a release leaks', () => {
    assert.deepEqual(switchSentences(summaryOf(runWithSwitch())), [
      'mint@3.4.0 leaks in private mode, with the statistics switch as shipped (on), and is clean with it off (visit-typed and search)',
    ]);
  });

  it('names a position once that the switch ships in and that was also set', () => {
    const run = runWithSwitch();
    run.cases[2]!.scenario = 'visit-typed';
    run.cases[2]!.mode = { private: true, statistics: 'on', switch: { label: 'x', checked: true } };
    assert.deepEqual(switchSentences(summaryOf(run)), [
      'mint@3.4.0 leaks in private mode, with the statistics switch as shipped (on), and is clean with it off (visit-typed)',
    ]);
  });

  it('does not call a case clean that was not decided', () => {
    const run = runWithSwitch();
    run.cases[1]!.verdict = 'inconclusive';
    run.cases[3]!.verdict = 'leaks';
    assert.deepEqual(switchSentences(summaryOf(run)), [
      'mint@3.4.0 leaks in private mode, with the statistics switch as shipped (on), and is inconclusive with it off (visit-typed)',
    ]);
  });

  it('does not compare with normal mode, or with another release', () => {
    const run = runWithSwitch();
    run.cases[1]!.mode = { private: false, statistics: 'default', switch: null };
    run.cases[3]!.release = { ...run.cases[3]!.release, versionName: '3.5.0', sha256: 'fe'.repeat(32) };
    assert.deepEqual(switchSentences(summaryOf(run)), []);
  });
});
