import assert from 'node:assert/strict';
import type { Expectation } from '../../model/expectations.ts';
import type { HistoryRow } from '../../model/history.ts';
import type { Run, RunCase } from '../../model/run.ts';
import { cleanEvidence } from '../testing/evidence.ts';
import { newRecipientsInHistory } from './history-recipients.ts';

const { facts } = cleanEvidence();
const contact = (host: string) => ({ host, by: 'browser' as const });
const row: RunCase = {
  id: facts.id,
  state: 'decided',
  handset: 0,
  release: facts.release,
  scenario: facts.scenario,
  mode: facts.mode,
  verdict: 'clean',
  expected: ['clean'],
  reasons: [],
  findings: 0,
  recipients: [],
  contacts: [contact('a.example'), contact('b.example')],
  attempts: 1,
  durationMs: 1,
  evidence: 'cases/x/',
  files: {},
};
const noNew: Expectation = {
  on: 'simulated',
  release: 'mint@*',
  scenario: '*',
  mode: 'private',
  reason: 'r',
  source: 's',
  recipients: 'no-new',
  baseline: 'mint@3.4.0',
};
const earlier: HistoryRow = {
  run: 'earlier',
  at: '2026-11-20T01:00:00.000Z',
  rules: 'ab'.repeat(32),
  tool: '0.1.0',
  simulated: true,
  handset: 'Redmi Note 8',
  release: { family: 'mint', versionName: '3.4.0', versionCode: 30_400, sha256: 'aa'.repeat(32) },
  scenario: facts.scenario,
  mode: 'private',
  verdict: 'clean',
  outcome: 'clean',
  recipients: [],
  contacts: [contact('a.example')],
  findings: 0,
  digest: 'cd'.repeat(32),
};
const complaints = (history: HistoryRow[], cases: RunCase[] = [row], expectations = [noNew]) => {
  const run: Pick<Run, 'cases' | 'handsets'> = { cases, handsets: [facts.handset] };

  return newRecipientsInHistory(run, expectations, history).map(({ why }) => why);
};

describe('newRecipientsInHistory', () => {
  it('names a recipient that no earlier run of the baseline contacted', () =>
    assert.deepEqual(complaints([earlier]), [
      'it contacted b.example, which mint@3.4.0 did not contact in 1 earlier run of this scenario and mode',
    ]));

  it('merges what all earlier runs contacted', () =>
    assert.deepEqual(complaints([earlier, { ...earlier, contacts: [contact('b.example')] }]), []));

  const silent: [what: string, history: HistoryRow[]][] = [
    ['no row', []],
    ['a row of a real phone', [{ ...earlier, simulated: false }]],
    ['a row of another release', [{ ...earlier, release: { ...earlier.release, versionName: '3.4.1' } }]],
    ['a row of another scenario', [{ ...earlier, scenario: 'search' }]],
    ['a row of another mode', [{ ...earlier, mode: 'normal' }]],
    ['an undecided row, whose recording may be incomplete', [{ ...earlier, verdict: 'inconclusive' }]],
    ['a row without contacts', [{ ...earlier, contacts: undefined }]],
  ];
  for (const [what, history] of silent)
    it(`says nothing with ${what}`, () => assert.deepEqual(complaints(history), []));

  it('says nothing where the run has the baseline itself: its evidence decides', () => {
    const baseline = { ...row, id: 'baseline', release: { ...row.release, versionName: '3.4.0' } };
    assert.deepEqual(complaints([earlier], [row, baseline]), []);
  });

  it('says nothing where the baseline in the run decides nothing: an earlier run shows no more', () => {
    const { contacts: _, ...baseline } = {
      ...row,
      id: 'baseline',
      release: { ...row.release, versionName: '3.4.0' },
    };
    assert.deepEqual(complaints([earlier], [row, baseline]), []);
  });

  it('says nothing about a case without such an expectation', () =>
    assert.deepEqual(complaints([earlier], [row], [{ ...noNew, mode: 'normal' }]), []));
});
