import assert from 'node:assert/strict';
import type { CaseEvidence, JudgedExchange, Judgement } from '../model/evidence.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { decide } from './decide.ts';
import { undecided } from './reasons.ts';
import {
  changeStep,
  combine,
  type EvidenceChange,
  unrooted,
  withoutAttribution,
  withEvent,
  withExchange,
  withFacts,
  without,
  withoutEvent,
} from './testing/changes.ts';
import { at, BROWSER, cleanEvidence, exchange, HELPER, policy, upload, VISIT } from './testing/evidence.ts';
import { provocations } from './testing/provocations/index.ts';
import type { Provocation } from './testing/provocations/provocation.ts';

const judge = (evidence: CaseEvidence) => decide(evidence, policy);
const codesOf = ({ reasons }: { reasons: readonly { code: string }[] }) => reasons.map(({ code }) => code);

const withRelease =
  (release: Partial<CaseEvidence['facts']['release']>): EvidenceChange =>
  (evidence) =>
    withFacts({ release: { ...evidence.facts.release, ...release } })(evidence);

/** Each provocation is judged once. */
const judgements = new Map<Provocation, Judgement>();
function provoked(provocation: Provocation): Judgement {
  const [, , change, , policyChange] = provocation;
  const judgement =
    judgements.get(provocation) ?? decide(change(cleanEvidence()), { ...policy, ...policyChange });
  judgements.set(provocation, judgement);

  return judgement;
}

describe('decide', () => {
  it('gives clean if everything was proven', () => {
    const judgement = judge(cleanEvidence());
    assert.deepEqual(
      [judgement.verdict, judgement.findings, codesOf(judgement)],
      ['clean', [], ['nothing-found', 'simulated']],
      JSON.stringify(judgement.reasons),
    );
  });

  for (const provocation of provocations) {
    const [code, what, , verdict] = provocation;
    it(`gives ${code} and the verdict ${verdict}: ${what}`, () => {
      const judgement = provoked(provocation);
      assert.ok(codesOf(judgement).includes(code), JSON.stringify(judgement.reasons, null, 1));
      assert.equal(judgement.verdict, verdict, JSON.stringify(judgement.reasons, null, 1));
    });
  }

  it('searches names of connections without an exchange', () => {
    const judgeName = (name: string, uid = BROWSER) =>
      judge(
        withEvent({ kind: 'server-name', at: at(30), name, by: 'sni', attribution: 'uid', uid })(
          cleanEvidence(),
        ),
      );
    const hex = Buffer.from(new URL(VISIT).hostname).toString('hex');
    const { verdict, findings } = judgeName(`${hex}.tunnel.test`);
    assert.deepEqual(
      [verdict, findings.map((each) => [each.part, each.host])],
      ['leaks', [['sni', `${hex}.tunnel.test`]]],
    );
    assert.deepEqual(judgeName(new URL(VISIT).hostname).findings, []);
    assert.equal(judgeName(`${hex}.tunnel.test`, 10_300).verdict, 'suspect');
  });

  it('gives inconclusive if the budget ends before everything is searched', () => {
    const tight = { ...policy, budget: { ...policy.budget, steps: 2 } };
    const judgement = decide(cleanEvidence(), tight);
    assert.equal(judgement.verdict, 'inconclusive');
    assert.ok(codesOf(judgement).includes('detector-exhausted'));
  });

  it('gives leaks for a proven leak, even if other evidence is missing or broken', () => {
    const change = combine(
      withExchange(upload(VISIT)),
      withEvent({ kind: 'broken', at: at(30), what: 'handset', detail: 'it went' }),
      without('story-ended'),
      without('twin'),
    );
    const judgement = judge(change(cleanEvidence()));
    assert.equal(judgement.verdict, 'leaks');
    assert.deepEqual(judgement.recipients, ['sa.api.intl.miui.com']);
    assert.equal(judgement.reasons[0]?.code, 'history-leak');
    assert.match(
      judgement.reasons[0]?.text ?? '',
      /^visit-1 went to sa\.api\.intl\.miui\.com in request\.body \(form:data_list > base64 > gzip > json:/,
    );
  });

  it('reports no finding for what an allowed recipient received', () => {
    const evidence = cleanEvidence();
    const canaries = evidence.canaries.map((each) => ({ ...each, allowedHosts: ['search.test'] }));
    const to = withExchange(upload(VISIT, { url: 'https://search.test/', host: 'search.test' }));
    const { verdict, allowed } = judge(to({ ...evidence, canaries }));
    assert.deepEqual([verdict, allowed.length > 0], ['clean', true]);
  });

  it('gives suspect for a short piece of an address', () => {
    const value = 'https://canary-7f3a.example/garden';
    const evidence = cleanEvidence();
    const canaries = evidence.canaries.map((each) => (each.id === 'visit-1' ? { ...each, value } : each));
    const exchanges = evidence.exchanges.map((each) =>
      each.index === 0 ? { ...each, url: value, host: new URL(value).hostname } : each,
    );
    const change = combine(
      withExchange(upload('https://canary-7f3a.example/other')),
      withoutEvent('tls-refused'),
    );
    const judgement = judge(change({ ...evidence, canaries, exchanges }));
    assert.deepEqual([judgement.verdict, codesOf(judgement)[0]], ['suspect', 'suspect-partial']);
  });

  it('distinguishes canaries of twin, late traffic and other cases with equal ids', () => {
    const evidence = cleanEvidence();
    const value = 'https://o3t8h2r6c1sv.example/z4x7c1v5b9nm?q=l2k6j9h3g8fd';
    const other = {
      canary: { id: 'visit-1', kind: 'url', value },
      use: 'case',
      run: 'r',
      case: 'c',
      mintedAt: at(-9999),
      provenFrom: at(-9990),
    } as const;
    const ledger = [
      ...evidence.ledger.map((entry) => ({ ...entry, canary: { ...entry.canary, id: 'visit-1' } })),
      other,
    ];
    const late = [upload(VISIT, { index: 12, at: at(5000) })];
    const judgement = judge(withExchange(upload(value))({ ...evidence, ledger, late }));
    assert.deepEqual(
      judgement.findings.map(({ canary, exchange: index }) => [canary, index]),
      [['visit-1', 12]],
    );
    assert.deepEqual(
      [...new Set(judgement.twin.map((each) => [each.canary, each.exchange].join()))],
      ['visit-1,10'],
    );
    assert.deepEqual(
      judgement.others.map((each) => [each.run, each.case, each.finding.canary, each.finding.exchange]),
      [['r', 'c', 'visit-1', 11]],
    );
  });

  it('does not limit by an SDK that waits for less than the last window lasted', () => {
    const slow = combine(
      withFacts({ sdks: ['firebase'], windowMs: 900_000 }),
      changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
    );
    const codes = (change: EvidenceChange) => judge(change(cleanEvidence())).reasons.map(({ code }) => code);
    const soaked = (phase: string, second: number) =>
      combine(
        slow,
        changeStep('window', { handsetMs: 3_600_000 }, (s) => s.phase === phase && s.at === at(second)),
      );
    assert.ok(codes(slow).includes('sdk-holds-longer'));
    assert.ok(!codes(soaked('after-relaunch', 250)).includes('sdk-holds-longer'));
    assert.ok(codes(soaked('after-relaunch', 50)).includes('sdk-holds-longer'));
    assert.ok(codes(soaked('idle', 208)).includes('sdk-holds-longer'));
  });

  it('gives inconclusive for evidence without attribution, heartbeat and twin', () => {
    const before = combine(
      withoutAttribution,
      withFacts({ identities: 1, settledAfterMs: 0, watchedForMs: 0 }),
      ...(
        ['identity', 'network', 'twin', 'keyboard', 'private-closed', 'private-after-relaunch'] as const
      ).map((kind) => without(kind)),
      withoutEvent('heartbeat'),
      withoutEvent('tls-refused'),
      (evidence) => ({ ...evidence, ledger: [], exchanges: evidence.exchanges.slice(0, 8) }),
      (evidence) => ({
        ...evidence,
        timeline: {
          ...evidence.timeline,
          steps: evidence.timeline.steps
            .filter((step) => step.kind !== 'window' || !step.phase.startsWith('twin'))
            .map((step) => (step.kind === 'window' ? { ...step, awakeMs: undefined } : step)),
        },
      }),
    );
    const judgement = judge(before(cleanEvidence()));
    assert.equal(judgement.verdict, 'inconclusive');
    for (const code of ['evidence-missing', 'heartbeat-missing', 'twin-missing'])
      assert.ok(codesOf(judgement).includes(code), code);
  });

  it('attributes data for the vendor to the browser, without attribution by UID', () => {
    const hosts = [
      {
        host: '*.miui.com',
        class: 'B',
        vendor: 'Xiaomi',
        role: 'x',
        decodable: 'yes',
        confidence: 'H',
        source: 'x',
      },
    ] as const;
    const sent = {
      url: 'https://new.api.miui.com/',
      responder: 'unknown',
      body: Buffer.from(VISIT),
      uid: undefined,
    };
    const evidence = combine(unrooted, withExchange(exchange(sent)))(cleanEvidence());
    const verdicts = [hosts, []].map((rows) => decide(evidence, { ...policy, hosts: rows }).verdict);
    assert.deepEqual(verdicts, ['leaks', 'suspect']);
  });

  it('attributes data that names its package, without attribution by UID', () => {
    const sent = (app: string) =>
      exchange({
        url: 'https://nobody.test/',
        responder: 'unknown',
        body: Buffer.from(JSON.stringify({ app_package: app, url: VISIT })),
        uid: undefined,
      });
    const verdicts = ['com.mi.globalbrowser.mini', 'com.miui.home'].map(
      (app) => judge(combine(unrooted, withExchange(sent(app)))(cleanEvidence())).reasons[0]?.code,
    );
    assert.deepEqual(verdicts, ['history-leak', 'suspect-other-app']);
  });

  it("attributes a helper's data to the app that it names, otherwise to the browser", () => {
    const sent = (fields: Record<string, string>, headers: [string, string][] = []) =>
      exchange({
        url: 'https://tracking.test/track/v4',
        headers,
        responder: 'unknown',
        body: Buffer.from(JSON.stringify({ ...fields, url: VISIT })),
        uid: HELPER,
      });
    const table: [exchange: JudgedExchange, code: string][] = [
      [sent({ app_package: 'com.miui.keyboard' }), 'suspect-other-app'],
      [sent({}, [['OT_sender', 'com.miui.keyboard']]), 'suspect-other-app'],
      [
        sent({ app_package: 'com.mi.globalbrowser.mini' }, [['OT_sender', 'com.miui.analytics']]),
        'history-leak',
      ],
      [sent({ package: 'com.mi.globalbrowser.mini' }, [['OT_sender', 'com.miui.keyboard']]), 'history-leak'],
      [sent({}, [['OT_sender', 'com.miui.analytics']]), 'history-leak'],
      [sent({ pkg: 'com.miui.keyboard' }), 'history-leak'],
      [sent({}), 'history-leak'],
    ];
    for (const [each, code] of table)
      assert.equal(judge(withExchange(each)(cleanEvidence())).reasons[0]?.code, code, each.headers.join());
  });

  describe('without attribution by UID', () => {
    const VENDORS = 'https://new.api.miui.com/';
    const hosts = [
      {
        host: '*.miui.com',
        class: 'B',
        vendor: 'Xiaomi',
        role: 'x',
        decodable: 'yes',
        confidence: 'H',
        source: 'x',
      },
    ] as const;
    const firstOf = (evidence: CaseEvidence) => decide(evidence, { ...policy, hosts }).reasons[0]?.code;
    const sent = (url: string, fields: Record<string, string>, headers: [string, string][] = []) =>
      withExchange(
        exchange({
          url,
          headers,
          responder: 'unknown',
          body: Buffer.from(JSON.stringify({ ...fields, url: VISIT })),
          uid: undefined,
        }),
      );

    const rows: [what: string, change: EvidenceChange, code: string][] = [
      [
        'an autofill service or parental control names the browser that it watches',
        sent('https://guardian.test/', { package_name: 'com.mi.globalbrowser.mini' }),
        'suspect-unattributed',
      ],
      [
        'a header names the browser as sender',
        sent('https://nobody.test/', {}, [['X-Requested-With', 'com.mi.globalbrowser.mini']]),
        'history-leak',
      ],
      [
        'a helper sends data that names the browser to the vendor',
        sent(VENDORS, { package: 'com.mi.globalbrowser.mini' }, [['OT_sender', 'com.miui.analytics']]),
        'history-leak',
      ],
      [
        "the message names a package that starts with the browser's",
        combine(
          withRelease({ family: 'mi-browser-pro', package: 'com.mi.globalbrowser' }),
          sent(VENDORS, { app_package: 'com.mi.globalbrowser.mini' }),
        ),
        'suspect-other-app',
      ],
      [
        'the finding went to the vendor of other browsers',
        combine(withRelease({ family: 'chrome', package: 'com.android.chrome' }), sent(VENDORS, {})),
        'suspect-unattributed',
      ],
      [
        'an SDK of the release made the upload',
        withExchange(upload(VISIT, { uid: undefined, host: 'sa.test', url: 'https://sa.test/sa' })),
        'history-leak',
      ],
      [
        'an SDK that the release does not have made the upload',
        combine(
          withFacts({ sdks: ['onetrack'] }),
          withExchange(upload(VISIT, { uid: undefined, host: 'sa.test', url: 'https://sa.test/sa' })),
        ),
        'suspect-unattributed',
      ],
    ];
    for (const [what, change, code] of rows)
      it(`gives ${code} if ${what}`, () =>
        assert.equal(firstOf(combine(unrooted, change)(cleanEvidence())), code));
  });
});

describe('the table of reasons', function () {
  this.timeout(120_000);

  /** Codes that only `undecided()` gives, for a case without evidence. */
  const withoutEvidence: readonly ReasonCode[] = ['not-run', 'refused'];

  it('lists the codes that rules give, and no other', () => {
    const table = new Set<ReasonCode>(withoutEvidence);
    for (const provocation of provocations)
      for (const { code } of provoked(provocation).reasons) table.add(code);
    assert.deepEqual([...table].sort(), policy.reasons.map(({ code }) => code).sort());
  });

  it('has a provocation for each code that a rule gives', () => {
    const named = new Set(provocations.map(([code]) => code));
    const rest = policy.reasons.map(({ code }) => code).filter((code) => !named.has(code));
    assert.deepEqual(rest.sort(), [...withoutEvidence].sort());
  });
});

describe('undecided', () => {
  for (const code of ['not-run', 'not-judged', 'refused'] as const)
    it(`gives ${code}`, () => {
      const reason = undecided(code, { why: 'the session ended' }, policy);
      assert.equal(reason.code, code);
      assert.match(reason.text, /the session ended\.$/);
    });
});
