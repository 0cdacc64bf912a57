import assert from 'node:assert/strict';
import type { HistoryRow } from '../../model/history.ts';
import { flakyCasesOf } from './flaky.ts';
import { sinceOf } from './since.ts';
import { historyRow, OTHER_RULES, RULES } from './testing/row.ts';

const leaking = historyRow(3, 'leaks', 28);
const older = (patch: number, verdict: HistoryRow['verdict'], day: number, more: Partial<HistoryRow> = {}) =>
  historyRow(patch, verdict, day, more);

describe('sinceOf', () => {
  const table: [what: string, rows: HistoryRow[], text: string][] = [
    [
      'no other run',
      [],
      'unknown since when: no older release was tested in this mode, first seen on 2026-11-28',
    ],
    [
      'an earlier run of the same release',
      [older(3, 'leaks', 20)],
      'unknown since when: no older release was tested in this mode, first seen on 2026-11-20',
    ],
    [
      'a clean release before',
      [older(2, 'clean', 20)],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean',
    ],
    [
      'a series of leaking releases after a clean one',
      [older(0, 'clean', 18), older(1, 'leaks', 20), older(2, 'leaks', 24)],
      'leaks in each tested release since mint@3.4.1 (first seen on 2026-11-20); mint@3.4.0 was clean',
    ],
    [
      'only leaking releases',
      [older(1, 'leaks', 20), older(2, 'leaks', 24)],
      'unknown since when: each tested release leaks, back to the oldest, mint@3.4.1 (first seen on 2026-11-20)',
    ],
    [
      'a clean release between leaking ones',
      [older(1, 'leaks', 20), older(2, 'clean', 24)],
      'leaks again since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean; mint@3.4.1 leaked too',
    ],
    [
      'a release before that is clean with limits',
      [older(2, 'clean', 20, { outcome: 'limited' })],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean, with limits',
    ],
    [
      'an undecided release before',
      [older(1, 'clean', 20), older(2, 'inconclusive', 24)],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); whether mint@3.4.2 leaked is not known (inconclusive)',
    ],
    [
      'a leak of the release before that a later run did not find',
      [older(1, 'clean', 18), older(2, 'leaks', 20), older(2, 'clean', 24)],
      'leaks in each tested release since mint@3.4.2 (first seen on 2026-11-20); mint@3.4.1 was clean',
    ],
    [
      'a release before whose newest run is undecided',
      [older(2, 'clean', 18), older(2, 'inconclusive', 20)],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); whether mint@3.4.2 leaked is not known (inconclusive)',
    ],
    [
      'a release before whose newest run is under other rules',
      [older(2, 'clean', 18), older(2, 'inconclusive', 20, { rules: OTHER_RULES })],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean',
    ],
    [
      'a clean release under other rules',
      [older(2, 'clean', 20, { rules: OTHER_RULES })],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean, under other rules',
    ],
    [
      'a leaking release under other rules',
      [older(1, 'clean', 18), older(2, 'leaks', 20, { rules: OTHER_RULES })],
      'leaks in each tested release since mint@3.4.2 (first seen on 2026-11-20); mint@3.4.1 was clean; judged by other rules: mint@3.4.2',
    ],
    [
      'the same release, clean under the same rules',
      [older(2, 'clean', 18), older(3, 'clean', 20)],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean; not stable: leaks in 1 of 2 runs under the same rules, clean in 1',
    ],
    [
      'the same release, clean under other rules',
      [older(2, 'clean', 18), older(3, 'clean', 20, { rules: OTHER_RULES })],
      'leaks since mint@3.4.3 (first seen on 2026-11-28); mint@3.4.2 was clean',
    ],
    [
      'two files of one version',
      [
        older(1, 'leaks', 20),
        older(1, 'clean', 18, {
          release: { ...older(1, 'clean', 18).release, versionCode: 30_399, sha256: 'fe'.repeat(32) },
        }),
      ],
      'leaks in each tested release since mint@3.4.1~11111111 (first seen on 2026-11-20); mint@3.4.1~fefefefe was clean',
    ],
  ];
  for (const [what, rows, text] of table)
    it(`says so with ${what}`, () => {
      assert.equal(sinceOf(leaking, [...rows, leaking]).text, text);
      assert.equal(sinceOf(leaking, [leaking, ...rows.toReversed()]).text, text);
    });

  const unrelated: [what: string, more: Partial<HistoryRow>][] = [
    ['a real phone', { simulated: false }],
    ['another scenario', { scenario: 'search' }],
    ['another mode', { mode: 'private/off' }],
    ['another family', { release: { ...older(2, 'clean', 20).release, family: 'chrome' } }],
    ['a newer release', { release: { ...older(4, 'clean', 20).release } }],
  ];
  for (const [what, more] of unrelated)
    it(`does not count a clean row of ${what}`, () =>
      assert.match(sinceOf(leaking, [older(2, 'clean', 20, more), leaking]).text, /^unknown since when/));

  it('names the first bad and the last good release', () => {
    const { firstBad, lastGood } = sinceOf(leaking, [older(1, 'clean', 18), older(2, 'leaks', 20), leaking]);
    assert.deepEqual([firstBad, lastGood], ['mint@3.4.2', 'mint@3.4.1']);
    assert.equal(sinceOf(leaking, [older(2, 'suspect', 20), leaking]).lastGood, null);
  });
});

describe('flakyCasesOf', () => {
  const texts = (...rows: HistoryRow[]) => flakyCasesOf(rows, RULES).map(({ text }) => text);

  it('lists a case whose verdict differs between runs', () =>
    assert.deepEqual(texts(older(1, 'clean', 1), older(1, 'leaks', 2), older(1, 'clean', 3)), [
      'not stable: leaks in 1 of 3 runs under the same rules, clean in 2',
    ]));

  const stable: [what: string, rows: HistoryRow[]][] = [
    ['equal verdicts', [older(1, 'clean', 1), older(1, 'clean', 2)]],
    ['other rules', [older(1, 'clean', 1), older(1, 'leaks', 2, { rules: OTHER_RULES })]],
    ['two releases', [older(1, 'clean', 1), older(2, 'leaks', 2)]],
    ['two scenarios', [older(1, 'clean', 1), older(1, 'leaks', 2, { scenario: 'search' })]],
    ['two modes', [older(1, 'clean', 1), older(1, 'leaks', 2, { mode: 'normal' })]],
    ['a simulated and a real handset', [older(1, 'clean', 1), older(1, 'leaks', 2, { simulated: false })]],
  ];
  for (const [what, rows] of stable)
    it(`lists nothing for ${what}`, () => assert.deepEqual(texts(...rows), []));
});
