import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import type { TimelineStep } from '../model/timeline.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { decide } from './decide.ts';
import { at, cleanEvidence, exchange, policy, upload, VISIT } from './testing/evidence.ts';

type Bend = (evidence: CaseEvidence) => CaseEvidence;
type StepOf<K extends TimelineStep['kind']> = Extract<TimelineStep, { kind: K }>;

const withSteps =
  (change: (steps: TimelineStep[]) => TimelineStep[]): Bend =>
  (evidence) => ({
    ...evidence,
    timeline: { ...evidence.timeline, steps: change([...evidence.timeline.steps]) },
  });
const without = (kind: TimelineStep['kind'], matches: (step: TimelineStep) => boolean = () => true): Bend =>
  withSteps((steps) => steps.filter((step) => step.kind !== kind || !matches(step)));
function bent<K extends TimelineStep['kind']>(
  kind: K,
  change: Partial<StepOf<K>>,
  matches: (step: StepOf<K>) => boolean = () => true,
): Bend {
  return withSteps((steps) =>
    steps.map((step) => (step.kind === kind && matches(step as StepOf<K>) ? { ...step, ...change } : step)),
  );
}
const withEvent =
  (event: VisibilityEvent): Bend =>
  (evidence) => ({
    ...evidence,
    visibility: { ...evidence.visibility, events: [...evidence.visibility.events, event] },
  });
const withExchange =
  (given: JudgedExchange): Bend =>
  (evidence) => ({
    ...evidence,
    exchanges: [...evidence.exchanges, { ...given, index: evidence.exchanges.length }],
  });
const withFacts =
  (facts: Partial<CaseEvidence['facts']>): Bend =>
  (evidence) => ({ ...evidence, facts: { ...evidence.facts, ...facts } });
const handset =
  (facts: Partial<CaseEvidence['facts']['handset']>): Bend =>
  (evidence) =>
    withFacts({ handset: { ...evidence.facts.handset, ...facts } })(evidence);
const broken = (what: string) => withEvent({ kind: 'broken', at: at(30), what, detail: 'it went' });
const uncounted: Bend = (evidence) => ({ ...evidence, visibility: { ...evidence.visibility, events: [] } });
const refused: VisibilityEvent = {
  kind: 'tls-refused',
  at: at(30),
  sni: 'sa.api.intl.miui.com',
  cause: 'closed',
  ja4: 'j',
  attribution: 'unknown',
};
const accepted: VisibilityEvent = {
  kind: 'tls-accepted',
  at: at(31),
  sni: 'sa.api.intl.miui.com',
  ja4: 'j',
  attribution: 'unknown',
};
const all =
  (...bends: Bend[]): Bend =>
  (evidence) =>
    bends.reduce((sum, bend) => bend(sum), evidence);

describe('decide', () => {
  it('reads the names of connections that no exchange came of', () => {
    const asked = (name: string) =>
      decide(
        withEvent({ kind: 'server-name', at: at(30), name, by: 'sni', attribution: 'unknown' })(
          cleanEvidence(),
        ),
        policy,
      );
    const hex = Buffer.from(new URL(VISIT).hostname).toString('hex');
    const { verdict, findings } = asked(`${hex}.tunnel.test`);
    assert.deepEqual(
      [verdict, findings.map((each) => [each.part, each.host])],
      ['leaks', [['sni', `${hex}.tunnel.test`]]],
    );
    assert.deepEqual(asked(new URL(VISIT).hostname).findings, []);
  });

  it('calls a case clean in which everything was proven', () => {
    const { verdict, reasons, findings } = decide(cleanEvidence(), policy);
    assert.deepEqual(
      [verdict, findings, reasons.map((reason) => reason.code)],
      ['clean', [], ['nothing-found', 'simulated']],
    );
  });

  const voids: [code: string, what: string, bend: Bend][] = [
    ['mode-not-private', 'normal mode', (e) => withFacts({ mode: { ...e.facts.mode, private: false } })(e)],
    ['no-canary', 'no canary', (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role === 'control') })],
    ['not-proven-private', 'no proof', without('private-proof')],
    [
      'not-proven-private',
      'one cue',
      bent('private-proof', {
        cues: [
          { name: 'a', seen: true, detail: '' },
          { name: 'b', seen: false, detail: '' },
        ],
      }),
    ],
    [
      'not-proven-private',
      'the same cue twice',
      bent('private-proof', {
        cues: [
          { name: 'a', seen: true, detail: '' },
          { name: 'a', seen: true, detail: '' },
        ],
      }),
    ],
    [
      'not-proven-private',
      'proof for another canary',
      bent('private-proof', { canaries: ['visit-1-title'] }),
    ],
    ['private-proof-late', 'proof after the load', bent('private-proof', { at: at(16) })],
    [
      'version-unread',
      'version not read before',
      without('version', (s) => s.kind === 'version' && s.when === 'before'),
    ],
    [
      'version-unread',
      'version not read after',
      without('version', (s) => s.kind === 'version' && s.when === 'after'),
    ],
    [
      'version-changed',
      'another version after',
      bent('version', { versionCode: 30404 }, (s) => s.when === 'after'),
    ],
    [
      'version-changed',
      'another version before',
      bent('version', { versionName: '3.4.4' }, (s) => s.when === 'before'),
    ],
    [
      'switch-not-set',
      'switch missing',
      withFacts({ mode: { private: true, statistics: 'on', switch: null } }),
    ],
    [
      'switch-not-set',
      'switch the other way',
      withFacts({ mode: { private: true, statistics: 'on', switch: { label: 'x', checked: false } } }),
    ],
    ['page-not-loaded', 'no load', without('page-loaded')],
    ['page-not-loaded', 'not served', bent('page-loaded', { served: false })],
    ['page-not-loaded', 'no beacon', bent('page-loaded', { beacon: false })],
    [
      'page-control-missing',
      'control not seen',
      (e) => ({ ...e, exchanges: e.exchanges.filter((x) => x.index !== 1) }),
    ],
    [
      'page-control-missing',
      'no control planted',
      (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role !== 'control') }),
    ],
    ['tls-refused', 'refused', withEvent(refused)],
    [
      'tls-refused',
      'refused, then accepted by another client',
      all(withEvent(refused), withEvent({ ...accepted, ja4: 'k' })),
    ],
    [
      'tls-refused',
      'refused after it was accepted',
      all(withEvent(refused), withEvent({ ...accepted, at: at(29) })),
    ],
    ['tls-refused', 'refused without a name', withEvent({ ...refused, sni: null })],
    [
      'around-recorder',
      'one packet around',
      withEvent({
        kind: 'around-recorder',
        at: at(40),
        uid: 10_123,
        family: 'ipv6',
        protocol: 'udp',
        port: 443,
        packets: 1,
        bytes: 40,
      }),
    ],
    [
      'packet-counter-unread',
      'counter failed',
      withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'no chain' }),
    ],
    ['packet-counter-unread', 'nobody counted', uncounted],
    ['packet-counter-unread', 'nobody watched', withFacts({ watchedUids: [] })],
    ['not-intercepted', 'no interception', handset({ interception: 'none' })],
    ['not-http', 'other bytes', withEvent({ kind: 'not-http', at: at(40), detail: 'xmpp' })],
    [
      'open-request',
      'open at the end',
      withEvent({ kind: 'open-request', at: at(40), url: 'https://x.test/', method: 'POST' }),
    ],
    ['aborted-upload', 'an upload broken off', withExchange(upload('about:blank', { aborted: true }))],
    [
      'opaque-upload',
      'an opaque upload',
      withExchange(exchange({ url: 'https://x.test/', body: randomBytes(300) })),
    ],
    [
      'key-not-served',
      'a key asked for',
      withExchange(exchange({ url: 'https://tracking.intl.miui.com/track/key_get' })),
    ],
    [
      'key-not-served',
      'a key, by responder',
      withExchange(exchange({ url: 'https://x.test/handshake', responder: 'key/other' })),
    ],
    [
      'window-missing',
      'no wait in the background',
      without('window', (s) => s.kind === 'window' && s.phase === 'background'),
    ],
    [
      'window-shorter-than-sdk',
      'a short wait',
      bent('window', { handsetMs: 44_000 }, (s) => s.phase === 'foreground'),
    ],
    [
      'window-shorter-than-sdk',
      'a wait that is no number',
      bent('window', { handsetMs: Number.NaN }, (s) => s.phase === 'after-relaunch'),
    ],
    ['not-quiet', 'not quiet', bent('window', { quiet: false }, (s) => s.phase === 'after-private')],
    ['story-unfinished', 'no end', without('story-ended')],
    [
      'outside-recording',
      'recorded too late',
      (e) => ({ ...e, visibility: { ...e.visibility, recording: { from: at(11), to: at(59) } } }),
    ],
    ['recorder-broken', 'recorder', broken('recorder')],
    ['tunnel-broken', 'tunnel', broken('tunnel')],
    ['handset-lost', 'handset', broken('handset')],
    ['appium-lost', 'Appium', broken('appium')],
    ['engine-lost', 'engine', broken('engine')],
    ['story-failed', 'story', broken('story')],
    ['broken', 'anything else', broken('weather')],
    ['not-judged', 'not judged', broken('not-judged')],
    [
      'stand-in-engine-finding',
      'the stand-in engine sent it',
      withExchange(upload(VISIT, { standInEngine: true })),
    ],
    [
      'unproven-native',
      'pages alone, uncounted',
      all(uncounted, (e) => ({ ...e, exchanges: e.exchanges.slice(0, 2) })),
    ],
  ];
  for (const [code, what, bend] of voids)
    it(`is inconclusive: ${what}`, () => {
      const { verdict, reasons } = decide(bend(cleanEvidence()), policy);
      assert.equal(verdict, 'inconclusive');
      assert.ok(
        reasons.some((reason) => reason.code === code),
        reasons.map((reason) => reason.code).join(),
      );
    });

  it('stops where the budget is spent', () => {
    const tight = { ...policy, budget: { ...policy.budget, steps: 2 } };
    const { verdict, reasons } = decide(cleanEvidence(), tight);
    assert.equal(verdict, 'inconclusive');
    assert.ok(reasons.some((reason) => reason.code === 'detector-exhausted'));
  });

  const limits: [code: string, what: string, bend: Bend][] = [
    ['no-native-traffic', 'pages alone', (e) => ({ ...e, exchanges: e.exchanges.slice(0, 2) })],
    [
      'packet-counter-impossible',
      'a phone that cannot count',
      all(
        uncounted,
        handset({ rooted: false }),
        withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'not rooted' }),
      ),
    ],
    [
      'media-upload',
      'a picture',
      withExchange(
        exchange({
          url: 'https://x.test/',
          body: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(99)]),
        }),
      ),
    ],
  ];
  for (const [code, what, bend] of limits)
    it(`is clean within limits: ${what}`, () => {
      const { verdict, reasons } = decide(bend(cleanEvidence()), policy);
      assert.equal(verdict, 'clean');
      assert.ok(
        reasons.some((reason) => reason.code === code),
        reasons.map((reason) => reason.code).join(),
      );
    });

  it('takes a later success of the same client for an explanation', () => {
    assert.equal(
      decide(all(withEvent(refused), withEvent(accepted))(cleanEvidence()), policy).verdict,
      'clean',
    );
  });

  it('says leaks, whatever else went wrong', () => {
    const bend = all(withExchange(upload(VISIT)), broken('handset'), without('story-ended'));
    const judgement = decide(bend(cleanEvidence()), policy);
    assert.equal(judgement.verdict, 'leaks');
    assert.deepEqual(judgement.recipients, ['sa.api.intl.miui.com']);
    assert.equal(judgement.reasons[0]?.code, 'history-leak');
    assert.match(
      judgement.reasons[0]?.text ?? '',
      /^visit-1 went to sa\.api\.intl\.miui\.com in request\.body \(form:data_list > base64 > gzip > json:/,
    );
  });

  const notLeaks: [what: string, bend: Bend, verdict: string, code: string][] = [
    [
      'no proof of private mode',
      all(withExchange(upload(VISIT)), without('private-proof')),
      'inconclusive',
      'leak-unproven',
    ],
    ['sent before the proof', withExchange(upload(VISIT, { at: at(9) })), 'suspect', 'leak-unproven'],
    [
      'sent by another app',
      withExchange(upload(VISIT, { otherApp: 'com.xiaomi.xmsf' })),
      'suspect',
      'suspect-other-app',
    ],
    [
      'an allowed recipient',
      all(
        (e) => ({
          ...e,
          canaries: e.canaries.map((c) => ({ ...c, allowedHosts: ['sa.api.intl.miui.com'] })),
        }),
        withExchange(upload(VISIT)),
      ),
      'clean',
      'nothing-found',
    ],
  ];
  for (const [what, bend, expected, code] of notLeaks)
    it(`does not say leaks: ${what}`, () => {
      const { verdict, reasons } = decide(bend(cleanEvidence()), policy);
      assert.equal(verdict, expected);
      assert.ok(
        reasons.some((reason) => reason.code === code),
        reasons.map((reason) => reason.code).join(),
      );
    });

  it('only suspects a piece of few bits', () => {
    const evidence = cleanEvidence();
    const value = 'https://canary-7f3a.example/garden';
    const canaries = evidence.canaries.map((each) => (each.id === 'visit-1' ? { ...each, value } : each));
    const bend = withExchange(upload('https://canary-7f3a.example/other'));
    const { verdict, reasons } = decide(bend({ ...evidence, canaries }), policy);
    assert.deepEqual([verdict, reasons[0]?.code], ['suspect', 'suspect-partial']);
  });
});
