import assert from 'node:assert/strict';
import type { Comparison } from '../../model/compare.ts';
import { versionsCsvOf } from './versions-csv.ts';

function csvOf(scenario: string): string[] {
  const shown = { name: 'mint@3.4.1', sha256: 'ab'.repeat(32), run: 'run-1' };
  const comparison: Comparison = {
    schema: 'leakgate/compare@1',
    simulated: true,
    judgedAgain: false,
    pairs: [
      {
        family: 'mint',
        before: { ...shown, name: 'mint@3.4.0' },
        after: shown,
        reversed: false,
        changes: [
          {
            scenario,
            mode: 'private',
            change: 'newly-leaking',
            before: 'clean',
            after: 'leaks',
            text: 'the verdict was clean, and is now "leaks"',
          },
        ],
      },
    ],
    alone: [],
    asked: true,
    releases: [
      {
        ...shown,
        family: 'mint',
        cases: [
          {
            scenario,
            mode: 'private',
            position: 'as shipped (on)',
            verdict: 'leaks',
            deciding: ['history-leak'],
            limits: [],
            findings: 2,
            leaked: ['address', 'page title'],
            recipients: ['a.example', 'b.example'],
            owners: ['A', 'unknown'],
          },
        ],
      },
    ],
    series: [],
    codes: [],
    settings: [],
  };

  return versionsCsvOf(comparison).split('\r\n');
}

describe('versionsCsvOf', () => {
  it('has a row for each case, with what changed', () => {
    const [head, row, end] = csvOf('visit-typed');
    assert.equal(
      head,
      'family,release,sha256,run,simulated,scenario,mode,statistics_switch,verdict,deciding,limits,findings,leaked,recipients,owners,compared_with,verdict_before,change,text',
    );
    assert.equal(
      row,
      `mint,mint@3.4.1,${'ab'.repeat(32)},run-1,true,visit-typed,private,as shipped (on),leaks,history-leak,,2,address; page title,a.example b.example,A; unknown,mint@3.4.0,clean,newly-leaking,"the verdict was clean, and is now ""leaks"""`,
    );
    assert.equal(end, '');
  });

  for (const start of ['=', '+', '-', '@'])
    it(`runs no formula that begins with ${start}`, () =>
      assert.match(csvOf(`${start}1`)[1] ?? '', new RegExp(`,'\\${start}1,`)));

  it('keeps rows and columns with hostile texts', () => {
    const rows = csvOf('a\r\nb\u001b[2J\t=1');
    assert.equal(rows.length, 3);
    assert.match(rows[1] ?? '', /,a··b·\[2J·=1,/);
  });
});
