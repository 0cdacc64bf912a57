import assert from 'node:assert/strict';
import type { Change } from '../../model/compare.ts';
import { exitCodeOf } from '../../model/exit.ts';
import type { ReasonCode } from '../../model/reason-codes.ts';
import { cleanEvidence, policy } from '../testing/evidence.ts';
import { compareReleases, outcomesOf } from './compare.ts';
import { effectsOf, hidingReasons, type JudgedCase, type SentFinding } from './judged-case.ts';

const { release } = cleanEvidence().facts;
const LEAK: SentFinding = {
  canary: 'visit-1',
  exchange: 3,
  host: 'sa.api.intl.miui.com',
  part: 'request.body',
  chain: ['form:data_list', 'base64', 'gzip', 'json:$[0].properties.url'],
  match: 'whole',
  sdk: 'sensors',
  confidence: 'certain',
  sender: 'com.mi.globalbrowser.mini',
};

function judged(
  versionName: string,
  { reasons = ['nothing-found'], ...given }: Partial<JudgedCase> & { reasons?: readonly ReasonCode[] } = {},
): JudgedCase {
  return {
    release: { ...release, versionName, sha256: versionName.replaceAll('.', '').padEnd(64, '0') },
    run: 'run-1',
    simulated: true,
    scenario: 'visit-typed',
    mode: { private: true, statistics: 'default' },
    verdict: 'clean',
    ...effectsOf(reasons, policy),
    hidden: [],
    findings: [],
    identifiers: [],
    ...given,
  };
}
const leaking = (version: string, given: Partial<JudgedCase> & { reasons?: readonly ReasonCode[] } = {}) =>
  judged(version, { verdict: 'leaks', reasons: ['history-leak'], findings: [LEAK], ...given });
const undecided = (version: string, ...reasons: ReasonCode[]) =>
  judged(version, {
    verdict: 'inconclusive',
    reasons,
    hidden: hidingReasons(
      reasons.map((code) => ({ code })),
      policy,
    ).map(({ code }) => code),
  });

function changeBetween(before: JudgedCase, after: JudgedCase) {
  const comparison = compareReleases([[[before], [after]]]);
  const [pair] = comparison.pairs;
  const [change] = pair?.changes ?? [];
  assert.ok(change);

  return { ...change, exitCode: exitCodeOf(outcomesOf(comparison)) };
}

describe('compareReleases', () => {
  const table: [before: JudgedCase, after: JudgedCase, change: Change, exitCode: number, text: RegExp][] = [
    [leaking('1.0'), judged('1.1'), 'fixed', 0, /is now clean/],
    [leaking('1.0'), leaking('1.1'), 'still-leaking', 0, /as before/],
    [judged('1.0'), leaking('1.1'), 'newly-leaking', 1, /the verdict was clean and is now leaks/],
    [
      undecided('1.0', 'tls-refused'),
      leaking('1.1'),
      'newly-leaking',
      1,
      /the verdict was inconclusive \(tls-refused\) and is now leaks; an earlier leak is possible/,
    ],
    [
      undecided('1.0', 'not-run'),
      leaking('1.1'),
      'newly-leaking',
      1,
      /\(not-run\) and is now leaks; an earlier leak is possible/,
    ],
    [leaking('1.0'), undecided('1.1', 'not-run'), 'became-undecided', 2, /was leaks.*\(not-run\)/],
    [
      leaking('1.0'),
      judged('1.1', { reasons: ['few-identities', 'dns-unseen'] }),
      'fixed',
      0,
      /is now clean, with limits \(few-identities, dns-unseen\)/,
    ],
    [
      leaking('1.0', { reasons: ['late-leak'] }),
      judged('1.1', { reasons: ['provisional'] }),
      'became-undecided',
      2,
      /the leak was found only in later cases, and the clean case is still provisional/,
    ],
    [
      leaking('1.0', { reasons: ['history-leak', 'late-leak'] }),
      judged('1.1', { reasons: ['provisional'] }),
      'fixed',
      0,
      /provisional/,
    ],
    [
      leaking('1.0', { reasons: ['history-leak', 'opaque-upload'], hidden: ['opaque-upload a.example.com'] }),
      judged('1.1', {
        verdict: 'inconclusive',
        reasons: ['opaque-upload'],
        hidden: ['opaque-upload a.example.com', 'opaque-upload b.example.com'],
      }),
      'became-opaque',
      2,
      /cannot be read \(opaque-upload\), which does not count as a fix/,
    ],
    [
      leaking('1.0', { reasons: ['history-leak', 'opaque-upload'], hidden: ['opaque-upload a.example.com'] }),
      judged('1.1', {
        verdict: 'inconclusive',
        reasons: ['opaque-upload'],
        hidden: ['opaque-upload a.example.com'],
      }),
      'became-undecided',
      2,
      /was leaks/,
    ],
    [
      leaking('1.0'),
      judged('1.0'),
      'became-undecided',
      2,
      /the same release leaked .* does not count as a fix/,
    ],
    [judged('1.0'), leaking('1.0'), 'newly-leaking', 1, /the same release/],
    [leaking('1.0'), judged('1.1', { verdict: 'suspect' }), 'became-undecided', 2, /is now suspect/],
    [leaking('1.0'), undecided('1.1', 'opaque-upload'), 'became-opaque', 2, /does not count as a fix/],
    [judged('1.0'), undecided('1.1', 'tls-refused'), 'became-opaque', 2, /cannot be read \(tls-refused\)/],
    [leaking('1.0'), undecided('1.1', 'page-not-loaded'), 'became-undecided', 2, /page-not-loaded/],
    [judged('1.0'), judged('1.1', { verdict: 'suspect' }), 'became-undecided', 2, /is now suspect/],
    [
      undecided('1.0', 'opaque-upload'),
      undecided('1.1', 'opaque-upload'),
      'still-undecided',
      2,
      /opaque-upload/,
    ],
    [undecided('1.0', 'not-quiet'), judged('1.1'), 'became-clean', 0, /the verdict was inconclusive/],
    [judged('1.0'), judged('1.1'), 'still-clean', 0, /the verdict was clean and is still clean/],
  ];
  for (const [before, after, change, exitCode, text] of table) {
    it(`gives ${change} for ${before.verdict} (${before.reasons.join()}) followed by ${after.verdict} (${after.reasons.join()})`, () => {
      const result = changeBetween(before, after);

      assert.equal(result.change, change);
      assert.equal(result.exitCode, exitCode);
      assert.match(result.text, text);
    });
  }

  it('reports how a leak moved: recipient, encoding, SDK, sender', () => {
    const elsewhere: SentFinding = {
      ...LEAK,
      host: 'tracking.intl.miui.com',
      chain: ['json:$.d', 'base64url'],
      sdk: 'onetrack',
      sender: 'com.miui.analytics',
    };

    assert.deepEqual(changeBetween(leaking('1.0'), leaking('1.1', { findings: [elsewhere] })).moved, {
      recipient: { gone: ['sa.api.intl.miui.com'], added: ['tracking.intl.miui.com'] },
      encoding: {
        gone: ['request.body > form > base64 > gzip > json'],
        added: ['request.body > json > base64url'],
      },
      sdk: { gone: ['sensors'], added: ['onetrack'] },
      sender: { gone: ['com.mi.globalbrowser.mini'], added: ['com.miui.analytics'] },
    });
  });

  it('reports no move of the sender if one finding has no attribution', () => {
    const { sender: _, ...withoutAttribution } = LEAK;
    const other = { ...withoutAttribution, host: 'b.example.com' };

    assert.deepEqual(
      changeBetween(leaking('1.0'), leaking('1.1', { findings: [withoutAttribution] })).moved,
      undefined,
    );
    assert.deepEqual(changeBetween(leaking('1.0', { findings: [other] }), leaking('1.1')).moved, {
      recipient: { gone: ['b.example.com'], added: ['sa.api.intl.miui.com'] },
    });
  });

  it('names handsets that differ', () => {
    const on = (version: string, handset: string) => judged(version, { handset });

    assert.deepEqual(changeBetween(on('1.0', 'A'), on('1.1', 'B')).handsets, { before: 'A', after: 'B' });
    assert.equal(changeBetween(on('1.0', 'A'), on('1.1', 'A')).handsets, undefined);
    assert.equal(changeBetween(on('1.0', 'A'), judged('1.1')).handsets, undefined);
  });

  it('reports no newly linkable identifier if the earlier case is undecided', () => {
    const now = leaking('1.1', { identifiers: ['android_id'] });

    assert.equal(changeBetween(undecided('1.0', 'not-run'), now).newlyLinkable, undefined);
    assert.deepEqual(changeBetween(judged('1.0'), now).newlyLinkable, ['android_id']);
  });

  it('gives exit code 2 for a requested release without a counterpart', () => {
    const alone = { family: 'mint' as const, name: 'mint@1.2', sha256: '0'.repeat(64), run: 'run-2' };
    const comparison = compareReleases([[[judged('1.0')], [judged('1.1')]]], { alone: [alone] });

    assert.deepEqual(comparison.alone, [alone]);
    assert.equal(exitCodeOf(outcomesOf(comparison)), 2);
  });

  it('does not report another field or message as a move', () => {
    const again = {
      ...LEAK,
      exchange: 9,
      chain: ['form:data', 'base64', 'gzip', 'json:$[4].properties.url'],
    };

    assert.equal(changeBetween(leaking('1.0'), leaking('1.1', { findings: [again] })).moved, undefined);
  });

  it('reports identifiers that are sent with history only now', () => {
    const { newlyLinkable } = changeBetween(
      leaking('1.0', { identifiers: ['distinct_id'] }),
      leaking('1.1', { identifiers: ['distinct_id', 'android_id'] }),
    );

    assert.deepEqual(newlyLinkable, ['android_id']);
  });

  it('gives exit code 2 for a leaking case without a counterpart, before or after', () => {
    const on = { mode: { private: true, statistics: 'on' } } as const;
    const comparison = compareReleases([[[judged('1.0')], [judged('1.1'), leaking('1.1', on)]]]);

    assert.deepEqual(
      comparison.pairs[0]?.changes.map(({ change }) => change),
      ['still-clean', 'not-judged-before'],
    );
    assert.equal(exitCodeOf(outcomesOf(comparison)), 2);
    const gone = compareReleases([[[judged('1.0'), leaking('1.0', on)], [judged('1.1')]]]);
    assert.equal(gone.pairs[0]?.changes[1]?.change, 'not-judged-after');
    assert.equal(exitCodeOf(outcomesOf(gone)), 2);
  });

  const series: [
    what: string,
    cases: JudgedCase[],
    firstBad: string | null,
    firstGood: string | null,
    text: RegExp,
  ][] = [
    [
      'a fix',
      [judged('1.0'), leaking('1.1'), leaking('1.2'), judged('1.3')],
      'mint@1.1',
      'mint@1.3',
      /^mint@1.0 \(the oldest tested\) is clean; mint@1.1 and mint@1.2 leak; mint@1.3 is clean again$/,
    ],
    [
      'a relapse',
      [leaking('1.0'), judged('1.1'), leaking('1.2')],
      'mint@1.0',
      null,
      /^mint@1.0 \(the oldest tested\) leaks; mint@1.1 is clean; mint@1.2 leaks again$/,
    ],
    [
      'an undecided release before',
      [undecided('1.0', 'tls-refused'), leaking('1.1'), judged('1.2')],
      'mint@1.1',
      'mint@1.2',
      /^mint@1.0 \(the oldest tested\) is undecided; mint@1.1 leaks; mint@1.2 is clean$/,
    ],
    [
      'an undecided release between',
      [leaking('1.0'), undecided('1.1', 'opaque-upload'), judged('1.2')],
      'mint@1.0',
      'mint@1.2',
      /^mint@1.0 \(the oldest tested\) leaks; mint@1.1 is undecided; mint@1.2 is clean$/,
    ],
    [
      'an undecided release between clean ones',
      [
        leaking('1.0'),
        judged('1.1'),
        undecided('1.2', 'opaque-upload'),
        judged('1.3'),
        judged('1.4'),
        judged('1.5'),
      ],
      'mint@1.0',
      'mint@1.1',
      /^mint@1.0 \(the oldest tested\) leaks; mint@1.1 is clean; mint@1.2 is undecided; the 3 releases from mint@1.3 to mint@1.5 are clean$/,
    ],
    [
      'no leak',
      [judged('1.0'), judged('1.1'), judged('1.2')],
      null,
      null,
      /none of 3 releases was seen to leak/,
    ],
  ];
  for (const [what, cases, firstBad, firstGood, text] of series) {
    it(`finds first bad and first good in a series: ${what}`, () => {
      const [row] = compareReleases([cases.map((each) => [each] as const)]).series;

      assert.equal(row?.firstBad, firstBad);
      assert.equal(row?.firstGood, firstGood);
      assert.match(row?.text ?? '', text);
    });
  }

  const mode = (statistics: 'default' | 'on' | 'off', verdict: JudgedCase['verdict']) =>
    judged('1.0', { mode: { private: true, statistics }, verdict });
  const settings: [cases: [JudgedCase, ...JudgedCase[]], leaks: string, text: RegExp][] = [
    [
      [mode('default', 'leaks'), mode('on', 'leaks'), mode('off', 'leaks')],
      'whatever-is-set',
      /^leaks in both positions of the statistics switch$/,
    ],
    [
      [mode('default', 'leaks'), mode('on', 'leaks'), mode('off', 'clean')],
      'by-default',
      /^leaks as shipped$/,
    ],
    [
      [mode('default', 'clean'), mode('on', 'leaks'), mode('off', 'clean')],
      'only-when-switched-on',
      /only with the statistics switch on$/,
    ],
    [
      [mode('default', 'inconclusive'), mode('on', 'leaks'), mode('off', 'clean')],
      'only-when-switched-on',
      /^leaks with the statistics switch on; the other modes are undecided \(private inconclusive\)$/,
    ],
    [
      [mode('default', 'clean'), mode('on', 'leaks'), mode('off', 'leaks')],
      'whatever-is-set',
      /private clean/,
    ],
    [
      [mode('default', 'clean'), mode('on', 'clean'), mode('off', 'leaks')],
      'only-when-switched-off',
      /switch off$/,
    ],
    [[mode('default', 'leaks')], 'by-default', /private\/on and private\/off not tried/],
    [
      [mode('default', 'clean'), mode('on', 'inconclusive'), mode('off', 'clean')],
      'never-seen',
      /private\/on inconclusive/,
    ],
  ];
  for (const [cases, leaks, text] of settings) {
    it(`distinguishes a leak by default from one by a setting: ${leaks}, ${cases.map((each) => each.verdict).join()}`, () => {
      const [row] = compareReleases([[cases, [judged('1.1')]]]).settings;

      assert.equal(row?.leaks, leaks);
      assert.match(row?.text ?? '', text);
    });
  }

  it('does not count a case of normal mode as a leak by default', () => {
    const normal = judged('1.0', {
      mode: { private: false, statistics: 'default' },
      verdict: 'inconclusive',
    });
    const { settings: found } = compareReleases([[[normal], [normal]]]);

    assert.deepEqual(found, []);
  });
});
