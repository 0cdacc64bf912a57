import assert from 'node:assert/strict';
import pc from 'picocolors';
import { gateLines } from './gate-lines.ts';
import { runOfOutcomes, summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';

const linesOf = (run = runOfOutcomes()): string[] => gateLines(summaryOf(run), pc.createColors(false));

describe('gateLines', () => {
  it('begins with the headline', () => {
    assert.match(linesOf()[0] ?? '', /^gate failed \(exit code 1\): 1 new leak, 1 not as expected/);
  });

  it('shows a new leak first and alone, then what else fails the gate, then the rest', () => {
    const blocks = linesOf().join('\n').split('\n\n').slice(1);
    assert.deepEqual(
      blocks.map((block) => block.split('\n').map((line) => line.trim().split('  ')[0])),
      [
        ['new leak'],
        ['not expected', 'gate fails', 'undecided'],
        ['leak gone', 'known leak', 'undecided, as expected'],
        [
          'addresses, searched words and titles were generated for this test, so no person visited them',
          'to run mint@3.4.0, scenario-7 again: npx leakgate run --release mint@3.4.0 --scenario scenario-7 --mode private',
          'the page says what would decide an undecided case; apks/expectations.yaml lists what is expected; docs/verdicts.md explains the codes',
        ],
      ],
    );
  });

  it('names scenario, value, recipient, owner, mode, and since when', () => {
    const run = runOf('leaks', 'clean');
    run.cases[1]!.scenario = run.cases[0]!.scenario;
    run.cases[1]!.release = {
      ...run.cases[1]!.release,
      versionName: '3.3.0',
      versionCode: 30300,
      sha256: 'fe'.repeat(32),
    };
    assert.equal(
      linesOf(run)[2],
      '  new leak  scenario-0: mint@3.4.0 sent the searched words "garden kettle qk3v" and the address "https://qk3v9x2m7abc.example/" to sa.api.intl.miui.com (Xiaomi) in private mode; new since 3.3.0',
    );
  });

  it('gives the cause of cases that were not run, once', () => {
    const run = runOf(...Array.from({ length: 8 }, () => 'inconclusive' as const));
    for (const row of run.cases)
      row.reasons = [
        { code: 'not-run', text: 'The case was planned but got no verdict: adb lost the phone.' },
      ];
    assert.deepEqual(linesOf(run).slice(1, 3), [
      '',
      '  undecided  scenario-0, scenario-1, scenario-2, scenario-3, scenario-4 and 3 more: no verdict on mint@3.4.0 in private mode: The case was planned but got no verdict: adb lost the phone',
    ]);
  });

  it('counts what is too long for a terminal', () => {
    const run = runOf(...Array.from({ length: 13 }, () => 'inconclusive' as const));
    run.cases.forEach((row, at) => (row.reasons = [{ code: 'not-run', text: `cause ${at}` }]));
    assert.ok(linesOf(run).includes('  and 3 more cases (undecided); report/summary.md lists all'));
  });

  it('says in which position of the switch a release leaks', () => {
    const run = runOf('leaks', 'clean');
    run.cases[1]!.scenario = run.cases[0]!.scenario;
    run.cases[0]!.mode = { private: true, statistics: 'default', switch: { label: 'x', checked: true } };
    run.cases[1]!.mode = { private: true, statistics: 'off', switch: { label: 'x', checked: false } };
    assert.ok(
      linesOf(run).includes(
        '  mint@3.4.0 leaks in private mode, with the statistics switch as shipped (on), and is clean with it off (scenario-0)',
      ),
    );
  });

  it('shows no control character of a recorded text', () => {
    const run = runOfOutcomes();
    run.gate!.failures.push({ case: 'x\u001B[1m\n', why: 'y\u202E\r\n' });
    run.gate!.changed![0]!.why = 'z\u001B[1m';
    for (const row of run.cases) row.scenario += '\u001B[2J\n';
    run.linkability = [
      {
        release: 'a\u001B',
        level: 'across-resets',
        by: [
          {
            name: 'b\u001B\n',
            means: 'device',
            level: 'across-resets',
            certainty: 'certain',
            token: 'x',
            cases: [],
          },
        ],
      },
    ];
    for (const line of linesOf(run)) assert.doesNotMatch(line, /\p{C}/u);
  });
});
