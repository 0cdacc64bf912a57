import assert from 'node:assert/strict';
import { type Expectation, expectationsSchema } from '../model/expectations.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { allowedRecipients, expectedOf } from './expectations.ts';
import { judgeGate } from './gate.ts';
import { matchesRelease } from './release-pattern.ts';
import { cleanEvidence } from './testing/evidence.ts';

const { facts } = cleanEvidence();
const caseOf = (verdict: Verdict | null): RunCase => ({
  id: facts.id,
  state: verdict === null ? 'planned' : 'decided',
  handset: 0,
  release: facts.release,
  scenario: facts.scenario,
  mode: facts.mode,
  verdict,
  expected: [],
  reasons: [],
  findings: 0,
  recipients: [],
  attempts: 1,
  durationMs: 1,
  evidence: 'cases/x/',
  files: {},
});
const runOf = (...verdicts: (Verdict | null)[]): Pick<Run, 'cases' | 'handsets'> => ({
  cases: verdicts.map(caseOf),
  handsets: [facts.handset],
});
const entry = (expect: Verdict | Verdict[], more: Partial<Expectation> = {}): Expectation => ({
  on: 'simulated',
  release: 'mint@*',
  scenario: 'visit-*',
  mode: 'private',
  expect,
  reason: 'r',
  source: 's',
  ...more,
});
const TODAY = '2026-11-22';

describe('judgeGate', () => {
  const table: [what: string, verdicts: (Verdict | null)[], expectations: Expectation[], exitCode: number][] =
    [
      ['clean, nothing expected', ['clean'], [], 0],
      ['a leak, nothing expected', ['leaks'], [], 1],
      ['an expected leak', ['leaks'], [entry('leaks')], 0],
      ['a leak, suspect expected', ['leaks'], [entry('suspect')], 1],
      ['inconclusive, nothing expected', ['inconclusive'], [], 2],
      ['inconclusive, as expected', ['inconclusive'], [entry(['inconclusive', 'clean'])], 0],
      ['suspect, nothing expected', ['suspect'], [], 2],
      ['suspect, leaks expected', ['suspect'], [entry('leaks')], 2],
      ['a case that was never decided', ['clean', null], [entry('inconclusive')], 2],
      ['a leak next to a case that was never decided', ['leaks', null], [], 1],
      ['an expected leak that is gone', ['clean'], [entry('leaks')], 0],
      ['a leak whose last matching entry expects clean', ['leaks'], [entry('leaks'), entry('clean')], 1],
      ['a leak that is expected on real phones only', ['leaks'], [entry('leaks', { on: 'real' })], 1],
      ['a leak on the last day of its entry', ['leaks'], [entry('leaks', { until: TODAY })], 0],
      ['a leak after the last day of its entry', ['leaks'], [entry('leaks', { until: '2026-11-21' })], 1],
      [
        'an entry past its date that matches no case',
        ['clean'],
        [entry('leaks', { until: '2026-11-21', release: 'chrome@*' })],
        2,
      ],
      ['a run without cases', [], [], 3],
    ];
  for (const [what, verdicts, expectations, exitCode] of table)
    it(`gives ${exitCode} for ${what}`, () => {
      const gate = judgeGate(runOf(...verdicts), expectations, TODAY);
      assert.equal(gate.exitCode, exitCode);
      assert.equal(gate.passed, exitCode === 0);
    });

  it('reports an expected leak that is gone as changed', () => {
    assert.equal(judgeGate(runOf('clean'), [entry('leaks')], TODAY).changed?.length, 1);
    assert.equal(judgeGate(runOf('leaks'), [entry('leaks')], TODAY).changed?.length, 0);
  });
});

describe('judgeGate with recipients: no-new', () => {
  const noNew = {
    on: 'simulated',
    release: 'mint@*',
    scenario: 'visit-*',
    mode: 'private',
    reason: 'r',
    source: 's',
    recipients: 'no-new',
    baseline: 'mint@3.4.0',
  } as const;
  const by = (host: string, who: 'browser' | 'unknown' = 'browser') => ({ host, by: who });
  const known = [by('a.example')];
  const baseline: RunCase = {
    ...caseOf('clean'),
    id: 'baseline',
    release: { ...facts.release, versionName: '3.4.0', sha256: 'aa'.repeat(32) },
    contacts: known,
  };
  const tested = (more: Partial<RunCase> = {}): RunCase => ({ ...caseOf('clean'), contacts: known, ...more });
  const added = [...known, by('b.example')];
  const judged = (cases: RunCase[], expectations: Expectation[] = [noNew]) =>
    judgeGate({ cases, handsets: [facts.handset] }, expectations, TODAY);

  const table: [what: string, cases: RunCase[], exitCode: number, why: RegExp | undefined][] = [
    ['the same recipients', [baseline, tested()], 0, undefined],
    ['fewer recipients', [baseline, tested({ contacts: [] })], 0, undefined],
    [
      'a new recipient',
      [baseline, tested({ contacts: added })],
      1,
      /contacted b\.example, which mint@3\.4\.0 never/,
    ],
    ['a new recipient, only in the baseline', [{ ...baseline, contacts: added }, tested()], 0, undefined],
    [
      'no case of the baseline',
      [tested()],
      2,
      /no decided case of mint@3\.4\.0; add it with --release mint@3\.4\.0/,
    ],
    [
      'a case of the baseline that was never decided',
      [{ ...baseline, state: 'planned', verdict: null }, tested()],
      2,
      /no decided case of mint@3\.4\.0/,
    ],
    ['a baseline in another scenario', [{ ...baseline, scenario: 'search' }, tested()], 2, /no decided case/],
    [
      'a baseline in another mode',
      [{ ...baseline, mode: { ...baseline.mode, statistics: 'off' } }, tested()],
      2,
      /no decided case/,
    ],
    [
      'two files of the baseline',
      [baseline, { ...baseline, id: 'other' }, tested()],
      2,
      /2 files of mint@3\.4\.0/,
    ],
    ['contacts that were not recorded', [baseline, caseOf('clean')], 2, /does not record which hosts/],
    [
      'contacts of the baseline that were not recorded',
      [{ ...caseOf('clean'), release: baseline.release }, tested()],
      2,
      /does not record which hosts/,
    ],
    [
      'a new recipient that another app may have contacted',
      [baseline, tested({ contacts: [...known, by('b.example', 'unknown')] })],
      2,
      /browser or another app contacted b\.example/,
    ],
    [
      'a recipient that the baseline may not have contacted',
      [{ ...baseline, contacts: [...known, by('b.example', 'unknown')] }, tested({ contacts: added })],
      2,
      /browser or another app contacted b\.example/,
    ],
    [
      'a new recipient, and a baseline with an incomplete recording',
      [{ ...baseline, reasons: [{ code: 'heartbeat-missing', text: '' }] }, tested({ contacts: added })],
      2,
      /recording of mint@3\.4\.0 is incomplete/,
    ],
  ];
  for (const [what, cases, exitCode, why] of table)
    it(`gives ${exitCode} for ${what}`, () => {
      const gate = judged(cases);
      assert.equal(gate.exitCode, exitCode);
      const complaints = gate.failures.filter(({ kind }) => kind === 'recipients');
      if (why) assert.match(complaints[0]?.why ?? '', why);
      else assert.deepEqual(complaints, []);
    });

  it('cannot pass with an incomplete recording, even if the verdict is expected', () => {
    const inconclusive = tested({
      verdict: 'inconclusive',
      reasons: [{ code: 'heartbeat-missing', text: '' }],
    });
    const gate = judged([baseline, inconclusive], [noNew, entry('inconclusive')]);
    assert.equal(gate.exitCode, 2);
    assert.match(gate.failures[0]?.why ?? '', /recording of this case is incomplete/);
    const leaking = tested({ verdict: 'leaks', reasons: [{ code: 'a-code-of-other-rules', text: '' }] });
    assert.equal(judged([baseline, leaking], [noNew, entry('leaks')]).exitCode, 2);
  });

  it('is not lifted by a later entry that only expects a verdict', () => {
    const leaking = tested({ verdict: 'leaks', contacts: added });
    assert.equal(judged([baseline, leaking], [noNew, entry('leaks')]).exitCode, 1);
  });

  it('applies next to an expected verdict in one entry', () => {
    const both = { ...noNew, expect: 'leaks' } as const;
    assert.equal(judged([baseline, tested({ verdict: 'leaks' })], [both]).exitCode, 0);
    assert.equal(judged([baseline, tested({ verdict: 'leaks', contacts: added })], [both]).exitCode, 1);
  });

  it('applies only to the handsets, releases and modes of its entry', () => {
    const cases = [baseline, tested({ contacts: added })];
    for (const other of [
      { on: 'real' },
      { release: 'mint@3.4.0' },
      { scenario: 'search' },
      { mode: 'normal' },
    ])
      assert.equal(judged(cases, [{ ...noNew, ...other } as Expectation]).exitCode, 0, JSON.stringify(other));
  });

  const refused: [what: string, change: object, message: RegExp][] = [
    ['a range as baseline', { baseline: 'mint@<3.4.0' }, /must be one release/],
    ['any version as baseline', { baseline: 'mint@*' }, /must be one release/],
    ['a family as baseline', { baseline: 'mint' }, /must be one release/],
    ['a baseline of another family', { baseline: 'chrome@120' }, /of one family/],
    ['a baseline for all families', { release: '*' }, /of one family/],
    ['recipients without a baseline', { baseline: undefined }, /baseline/],
    ['a baseline without recipients', { recipients: undefined }, /recipients/],
  ];
  for (const [what, change, message] of refused)
    it(`refuses ${what}`, () =>
      assert.match(
        expectationsSchema.safeParse([{ ...noNew, ...change }]).error?.message ?? 'accepted',
        message,
      ));
});

describe('expectations', () => {
  const of = {
    on: 'simulated',
    release: facts.release,
    scenario: 'search',
    mode: { private: true, statistics: 'off' },
  } as const;
  it('match by scenario and mode', () => {
    assert.deepEqual(expectedOf(of, [entry('leaks', { scenario: '*', mode: 'private/off' })]), ['leaks']);
    assert.deepEqual(expectedOf(of, [entry('leaks', { scenario: '*', mode: 'private' })]), ['clean']);
    assert.deepEqual(expectedOf(of, [entry('leaks', { scenario: '*', mode: 'private*' })]), ['leaks']);
  });
  it('allow a recipient one kind of canary', () => {
    const { expect: _, ...where } = entry('clean', { scenario: 'search', mode: '*' }) as {
      expect: unknown;
    } & Expectation;
    const allow = { ...where, allow: { recipient: 'www.google.com', kind: 'search' } } as Expectation;
    const today = '2026-11-22';
    assert.deepEqual(allowedRecipients(of, 'search', [allow, allow], today), ['www.google.com']);
    assert.deepEqual(allowedRecipients(of, 'url', [allow], today), []);
    assert.deepEqual(allowedRecipients({ ...of, on: 'real' }, 'search', [allow], today), []);
  });

  it('allow a recipient up to their last day, and not after it', () => {
    const allow = {
      ...entry('clean', { scenario: 'search', mode: '*' }),
      until: '2026-11-22',
      allow: { recipient: 'www.google.com', kind: 'search' },
    } as Expectation;
    assert.deepEqual(allowedRecipients(of, 'search', [allow], '2026-11-22'), ['www.google.com']);
    assert.deepEqual(allowedRecipients(of, 'search', [allow], '2026-11-23'), []);
  });

  const tooBroad = [
    '*',
    '*.google.com',
    'https://www.google.com/',
    'www.google.com:443',
    'WWW.Google.com',
    '',
  ];
  for (const recipient of tooBroad)
    it(`do not accept '${recipient}' as an allowed recipient`, () =>
      assert.match(
        expectationsSchema.safeParse([
          { ...entry('leaks', {}), expect: undefined, allow: { recipient, kind: 'url' } },
        ]).error?.message ?? '',
        /one host/,
      ));

  const releases: [pattern: string, version: string, matches: boolean][] = [
    ['*', '3.4.0', true],
    ['mint', '3.4.0', true],
    ['mint@*', '3.4.0', true],
    ['mint@3.4.0', '3.4.0', true],
    ['mint@3.4.0', '3.4.01', false],
    ['mint@<3.4.3', '3.4.0', true],
    ['mint@<3.4.3', '3.4.3', false],
    ['mint@>=3.4.0 <3.5', '3.4.3', true],
    ['mint@<13', '12.1.3-g', true],
    ['chrome@*', '3.4.0', false],
  ];
  for (const [pattern, versionName, expected] of releases)
    it(`${expected ? 'match' : 'do not match'} mint@${versionName} with the pattern ${pattern}`, () =>
      assert.equal(matchesRelease({ family: 'mint', versionName }, pattern), expected));
});
