import { randomBytes } from 'node:crypto';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import {
  all,
  type Bend,
  bent,
  bentEvent,
  unrooted,
  withEvent,
  withEvents,
  withExchange,
  withExchanges,
  withFacts,
  withHandset,
  withLate,
  withMode,
  without,
  withoutEvent,
  withSteps,
} from './bends.ts';
import { at, BROWSER, COLLECTOR, exchange, KEYBOARD, TWIN, upload, VISIT } from './evidence.ts';

/** What is done to the evidence of a clean case, the code that it must provoke, and the verdict. */
export type Provocation = [code: string, what: string, bend: Bend, verdict: Verdict];

const broken = (what: string) => withEvent({ kind: 'broken', at: at(30), what, detail: 'it went' });
const other = { attribution: 'uid', uid: KEYBOARD } as const;
const ours = { attribution: 'uid', uid: BROWSER } as const;
const HOST = 'tracking.intl.miui.com';
const refused: VisibilityEvent = {
  kind: 'tls-refused',
  at: at(30),
  sni: HOST,
  cause: 'closed',
  ja4: 'j',
  ...ours,
};
const accepted: VisibilityEvent = { kind: 'tls-accepted', at: at(31), sni: HOST, ja4: 'j', ...ours };
const opaque = (given: Partial<JudgedExchange> = {}) =>
  withExchange(exchange({ url: 'https://x.test/', responder: 'unknown', body: randomBytes(300), ...given }));
const configuration = (status: number, text?: string) =>
  withExchange(
    exchange({
      url: 'https://sa.api.intl.miui.com/config/Android.conf',
      method: 'GET',
      responder: 'config/sensors',
      answer: { status, mimeType: 'application/json', ...(text !== undefined && { text }) },
    }),
  );
const isNative = ({ host }: JudgedExchange) => host === COLLECTOR;
/** A release in which nothing is known, waited for as long as that takes. */
const unknownSdks: Bend = all(
  withFacts({ sdks: [], windowMs: 900_000, settledAfterMs: 900_000, watchedForMs: 9_000_000 }),
  bent('window', { handsetMs: 900_000, awakeMs: 900_000 }),
);
const pagesAlone: Bend = all(
  unknownSdks,
  withExchanges((each) => each.filter((one) => !isNative(one))),
);
const otherCase =
  (given: Partial<LedgerEntry> = {}): Bend =>
  (evidence) => ({
    ...evidence,
    ledger: [
      ...evidence.ledger,
      {
        canary: {
          id: 'visit-1',
          kind: 'url',
          value: 'https://o3t8h2r6c1sv.example/z4x7c1v5b9nm?q=l2k6j9h3g8fd',
        },
        use: 'case',
        run: 'r',
        case: 'mint@3.4.0~89abcdef/visit-typed/private',
        mintedAt: '2026-11-20T10:00:00.000Z',
        provenFrom: '2026-11-20T10:00:01.000Z',
        ...given,
      },
    ],
  });

/** A tunnel to the collector that came by no way of its own. */
const tunnelOfAnother = withEvent({
  kind: 'server-name',
  at: at(19),
  name: COLLECTOR,
  by: 'connect',
  attribution: 'unknown',
});

const finds: Provocation[] = [
  ['history-leak', 'an upload of the visit', withExchange(upload(VISIT)), 'leaks'],
  ['history-leak', 'a helper of the browser sent it', withExchange(upload(VISIT, { uid: 10_200 })), 'leaks'],
  [
    'history-leak',
    'an SDK of it told, where no app is told apart',
    all(unrooted, withExchange(bare(upload(VISIT)))),
    'leaks',
  ],
  [
    'leak-unproven',
    'no proof of private mode',
    all(withExchange(upload(VISIT)), without('private-proof')),
    'inconclusive',
  ],
  ['leak-unproven', 'sent before the proof', withExchange(upload(VISIT, { at: at(9) })), 'suspect'],
  [
    'suspect-other-app',
    'sent by an app that is named',
    all(withExchange(upload(VISIT, { uid: undefined, otherApp: 'com.xiaomi.xmsf' })), tunnelOfAnother),
    'suspect',
  ],
  [
    'suspect-other-app',
    'sent by the keyboard',
    withExchange(upload(VISIT, { uid: KEYBOARD, url: 'https://k.test/', host: 'k.test' })),
    'suspect',
  ],
  [
    'suspect-other-app',
    'sent by nobody that was told apart',
    withExchange(upload(VISIT, { uid: undefined, url: 'https://k.test/', host: 'k.test' })),
    'suspect',
  ],
  [
    'suspect-other-app',
    'another app is named in it',
    all(unrooted, withExchange(bare(upload(VISIT, { headers: [['OT_sender', 'com.miui.home']] })))),
    'suspect',
  ],
  [
    'suspect-unattributed',
    'nothing tells who sent it',
    all(unrooted, withExchange(bare(plain()))),
    'suspect',
  ],
  [
    'late-leak',
    'sent in a later case',
    withLate(upload(VISIT, { at: at(4000), recordedIn: 'mint@3.4.3~0123abcd/search/private' })),
    'leaks',
  ],
  [
    'late-leak',
    'sent in a later case by a helper',
    withLate(upload(VISIT, { at: at(4000), uid: 10_200 })),
    'leaks',
  ],
  [
    'suspect-other-app',
    'sent in a later case by another app',
    withLate(upload(VISIT, { at: at(4000), uid: 10_999 })),
    'suspect',
  ],
];

/** An upload of the visit in the clear, of no SDK, to nobody known. */
function plain(): JudgedExchange {
  return exchange({ url: 'https://nobody.test/', responder: 'unknown', body: Buffer.from(VISIT) });
}

function bare(each: JudgedExchange): JudgedExchange {
  return { ...each, uid: undefined };
}

const privacy: Provocation[] = [
  [
    'not-proven-private',
    'a cue that nobody knows',
    bent('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'wallpaper', seen: true, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'version-unread',
    'version not read after the twin',
    without('version', (s) => s.at > at(TWIN)),
    'inconclusive',
  ],
  ['mode-not-private', 'normal mode', withMode({ private: false }), 'inconclusive'],
  [
    'no-canary',
    'no canary',
    (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role === 'control') }),
    'inconclusive',
  ],
  ['not-proven-private', 'no proof', without('private-proof'), 'inconclusive'],
  [
    'not-proven-private',
    'one cue',
    bent('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'menu-item', seen: false, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'the same cue twice',
    bent('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'page-marker', seen: true, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'proof for another canary',
    bent('private-proof', { canaries: ['visit-1-title'] }),
    'inconclusive',
  ],
  ['private-proof-late', 'proof after the load', bent('private-proof', { at: at(16) }), 'inconclusive'],
  [
    'version-unread',
    'version not read before',
    without('version', (s) => s.when === 'before'),
    'inconclusive',
  ],
  ['version-unread', 'version not read after', without('version', (s) => s.when === 'after'), 'inconclusive'],
  [
    'version-changed',
    'another version after',
    bent('version', { versionCode: 30404 }, (s) => s.when === 'after'),
    'inconclusive',
  ],
  [
    'version-changed',
    'another version before',
    bent('version', { versionName: '3.4.4' }, (s) => s.when === 'before'),
    'inconclusive',
  ],
  ['switch-not-set', 'switch missing', withMode({ statistics: 'on', switch: null }), 'inconclusive'],
  [
    'switch-not-set',
    'switch the other way',
    withMode({ statistics: 'on', switch: { label: 'x', checked: false } }),
    'inconclusive',
  ],
  [
    'private-demoted',
    'a private tab that came back as a normal one',
    bent('private-after-relaunch', { tabs: 'demoted' }),
    'inconclusive',
  ],
  [
    'private-restored',
    'a private tab that came back',
    bent('private-after-relaunch', { tabs: 'restored' }),
    'clean',
  ],
  [
    'relaunch-unread',
    'nobody can tell what came back',
    bent('private-after-relaunch', { tabs: 'unknown' }),
    'clean',
  ],
  ['evidence-missing', 'nobody looked what came back', without('private-after-relaunch'), 'inconclusive'],
  ['evidence-missing', 'nobody closed the private tab', without('private-closed'), 'inconclusive'],
  [
    'few-identities',
    'one identity',
    all(
      withFacts({ identities: 1 }),
      without('identity', (s) => s.number > 1),
    ),
    'clean',
  ],
  [
    'evidence-contradicts',
    'fewer identities than are said',
    without('identity', (s) => s.number > 1),
    'inconclusive',
  ],
  [
    'identity-unread',
    'the values of the handset were not read',
    (e) => ({ ...e, identity: { ...e.identity, values: [] } }),
    'clean',
  ],
];

const controls: Provocation[] = [
  ['page-not-loaded', 'no load', without('page-loaded'), 'inconclusive'],
  ['page-not-loaded', 'not served', bent('page-loaded', { served: false }), 'inconclusive'],
  ['page-not-loaded', 'no beacon', bent('page-loaded', { beacon: false }), 'inconclusive'],
  [
    'evidence-missing',
    'a page that the traffic does not show',
    withExchanges((each) => each.slice(1)),
    'inconclusive',
  ],
  ['page-control-missing', 'control not seen', withExchanges((each) => each.toSpliced(1, 1)), 'inconclusive'],
  [
    'page-control-missing',
    'no control planted',
    (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role !== 'control') }),
    'inconclusive',
  ],
  ['no-native-traffic', 'pages alone', pagesAlone, 'clean'],
  [
    'unproven-native',
    'pages alone, uncounted',
    all(pagesAlone, withoutEvent('packet-counter')),
    'inconclusive',
  ],
  ['twin-missing', 'no twin', without('twin'), 'inconclusive'],
  [
    'twin-failed',
    'a twin that failed',
    bent('twin', { what: 'failed', detail: 'it crashed' }, (s) => s.what === 'ended'),
    'inconclusive',
  ],
  ['twin-failed', 'a twin that did not end', without('twin', (s) => s.what === 'ended'), 'inconclusive'],
  ['twin-failed', 'a twin without canaries', (e) => ({ ...e, ledger: [] }), 'inconclusive'],
  [
    'twin-failed',
    'a twin of another day',
    (e) => ({ ...e, ledger: e.ledger.map((entry) => ({ ...entry, mintedAt: '2026-11-20T10:00:00.000Z' })) }),
    'inconclusive',
  ],
  [
    'twin-failed',
    'a twin whose page was not visited',
    withExchanges((each) => each.toSpliced(8, 1)),
    'inconclusive',
  ],
  [
    'twin-failed',
    'a twin whose control was not found',
    withExchanges((each) => each.toSpliced(9, 1)),
    'inconclusive',
  ],
  [
    'twin-silent',
    'a collector that was silent in the twin',
    withExchanges((each) => each.toSpliced(10, 1)),
    'inconclusive',
  ],
  [
    'twin-silent',
    'SDKs that never said anything',
    withExchanges((each) => each.filter((one) => !isNative(one))),
    'inconclusive',
  ],
  [
    'twin-silent',
    'SDKs that only asked for their settings',
    withExchanges((each) => each.filter((one) => !isNative(one) || one.method === 'GET')),
    'inconclusive',
  ],
  ['collector-unproven', 'refused in the twin', withEvent({ ...refused, at: at(TWIN + 6) }), 'inconclusive'],
  ['collector-unproven', 'opaque in the twin', opaque({ at: at(TWIN + 6) }), 'inconclusive'],
  [
    'collector-unproven',
    'a key asked for in the twin',
    withExchange(
      exchange({ url: `https://${HOST}/track/key_get`, responder: 'key/onetrack', at: at(TWIN + 6) }),
    ),
    'inconclusive',
  ],
  [
    'collector-unproven',
    'an upload broken off in the twin',
    withExchange(upload('about:blank', { at: at(TWIN + 6), aborted: true })),
    'inconclusive',
  ],
  ['window-missing', 'no wait in the twin', without('window', (s) => s.phase === 'twin'), 'inconclusive'],
  [
    'idle-baseline',
    'traffic before anything was visited',
    withExchange(upload('about:blank', { at: at(7) })),
    'clean',
  ],
];

const unseen: Provocation[] = [
  [
    'packet-account-unread',
    'one account of packets unread',
    withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'no /proc/net/udp6', by: 'proc-net' }),
    'clean',
  ],
  [
    'packet-counter-unread',
    'one account that is not true of the traffic',
    withEvent({
      kind: 'packet-counter',
      at: at(40),
      ok: false,
      detail: 'a datagram is not in it',
      by: 'netstats',
      untrue: true,
    }),
    'inconclusive',
  ],
  [
    'packet-counter-unread',
    'only the weaker accounts read',
    bentEvent('packet-counter', { by: 'netstats' }),
    'inconclusive',
  ],
  ['tls-refused', 'refused', withEvent(refused), 'inconclusive'],
  [
    'tls-refused',
    'refused, then accepted by another client',
    all(withEvent(refused), withEvent({ ...accepted, ja4: 'k' })),
    'inconclusive',
  ],
  [
    'tls-refused',
    'refused, then accepted by another app with the same stack',
    all(withEvent(refused), withEvent({ ...accepted, uid: 10_200 })),
    'inconclusive',
  ],
  [
    'tls-refused',
    'refused after it was accepted',
    all(withEvent(refused), withEvent({ ...accepted, at: at(29) })),
    'inconclusive',
  ],
  ['tls-refused', 'refused without a name', withEvent({ ...refused, sni: null }), 'inconclusive'],
  [
    'tls-refused',
    'refused and accepted, and nobody can tell by whom',
    all(
      unrooted,
      withEvent({ ...refused, attribution: 'unknown', uid: undefined }),
      withEvent({ ...accepted, attribution: 'unknown', uid: undefined }),
    ),
    'inconclusive',
  ],
  ['other-app-unread', 'refused by another app', withEvent({ ...refused, ...other }), 'clean'],
  [
    'other-app-unread',
    'refused by an app that was not watched',
    withEvent({ ...refused, attribution: 'unknown', uid: undefined }),
    'clean',
  ],
  ['around-recorder', 'one packet around', withEvent(around()), 'inconclusive'],
  ['around-recorder', 'one packet, by iptables alone', withEvent(around('iptables')), 'inconclusive'],
  ['around-recorder', 'one packet, by netstats alone', withEvent(around('netstats')), 'inconclusive'],
  [
    'around-recorder',
    'one packet, by /proc/net alone',
    all(unrooted, withEvent(around('proc-net'))),
    'inconclusive',
  ],
  [
    'packet-counter-unread',
    'counter failed',
    withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'no chain' }),
    'inconclusive',
  ],
  ['packet-counter-unread', 'nobody counted', withoutEvent('packet-counter'), 'inconclusive'],
  ['packet-counter-unread', 'nobody watched', withFacts({ watchedUids: [] }), 'inconclusive'],
  ['packet-counter-impossible', 'a phone that cannot count', unrooted, 'clean'],
  ['dns-unseen', 'a phone without root', unrooted, 'clean'],
  ['not-intercepted', 'no interception', withHandset({ interception: 'none' }), 'inconclusive'],
  [
    'not-http',
    'other bytes',
    withEvent({ kind: 'not-http', at: at(40), detail: 'xmpp', uid: BROWSER }),
    'inconclusive',
  ],
  [
    'silent-tunnel',
    'a server that speaks first',
    withEvent({ kind: 'silent-tunnel', at: at(40), host: 'push.test', port: 5222, ...ours }),
    'inconclusive',
  ],
  [
    'other-app-unread',
    'a server that speaks first, to another app',
    withEvent({ kind: 'silent-tunnel', at: at(40), host: 'push.test', port: 5222, ...other }),
    'clean',
  ],
  [
    'open-request',
    'open at the end',
    withEvent({ kind: 'open-request', at: at(40), url: 'https://x.test/', method: 'POST', uid: BROWSER }),
    'inconclusive',
  ],
  [
    'aborted-upload',
    'an upload broken off',
    withExchange(upload('about:blank', { aborted: true })),
    'inconclusive',
  ],
  ['opaque-upload', 'an opaque upload', opaque(), 'inconclusive'],
  ['opaque-before', 'an opaque upload before the first visit', opaque({ at: at(7), overAt: at(8) }), 'clean'],
  [
    'opaque-upload',
    'an opaque upload that began before the first visit and went on',
    opaque({ at: at(7), overAt: at(20) }),
    'inconclusive',
  ],
  [
    'opaque-upload',
    'an opaque upload that began before the first visit, and nothing tells when it was over',
    opaque({ at: at(7) }),
    'inconclusive',
  ],
  [
    'opaque-upload',
    'an opaque upload before the first visit, under an identity of before',
    all(opaque({ at: at(7), overAt: at(8) }), without('identity'), withFacts({ identities: 1 })),
    'inconclusive',
  ],
  [
    'media-upload',
    'a picture',
    opaque({ body: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(99)]) }),
    'clean',
  ],
  [
    'key-not-served',
    'a key asked for',
    withExchange(exchange({ url: `https://${HOST}/track/key_get`, responder: 'ack/onetrack' })),
    'inconclusive',
  ],
  [
    'key-not-served',
    'a key, by responder',
    withExchange(exchange({ url: 'https://x.test/handshake', responder: 'key/other' })),
    'inconclusive',
  ],
  [
    'config-disables',
    'an SDK that is switched off',
    configuration(200, '{"configs":{"disableSDK":true}}'),
    'inconclusive',
  ],
  [
    'config-disables',
    'events on a blacklist',
    configuration(200, '{"configs":{"event_blacklist":["page_load_event_start"]}}'),
    'inconclusive',
  ],
  ['config-disables', 'one of ten sampled', configuration(200, '{"sample_rate":0.1}'), 'inconclusive'],
  ['config-disables', 'a configuration that nobody can read', configuration(200, 'AAECAw=='), 'inconclusive'],
  ['config-disables', 'a configuration that was not kept', configuration(200), 'inconclusive'],
  ['configuration-unknown', 'a configuration that was not given', configuration(304), 'clean'],
  ['evidence-missing', 'a configuration of which no answer is known', configuration(0), 'inconclusive'],
  [
    'dns-over-https',
    'names asked for by path',
    withExchange(
      exchange({ url: 'https://dns.test/dns-query?dns=AAAB', method: 'GET', responder: 'unknown' }),
    ),
    'clean',
  ],
  [
    'dns-over-https',
    'names asked for by media type',
    withExchange(
      exchange({
        url: 'https://dns.test/r',
        method: 'GET',
        responder: 'unknown',
        headers: [['Accept', 'application/dns-message']],
      }),
    ),
    'clean',
  ],
  [
    'ip-literal-target',
    'an address without a name',
    withExchange(exchange({ url: 'https://203.0.113.9/x', method: 'GET', responder: 'unknown' })),
    'clean',
  ],
  ['no-server-name', 'a hello without a name', withEvent({ ...accepted, sni: null }), 'clean'],
  [
    'code-fetched',
    'code to run',
    withExchange(exchange({ url: 'https://cdn.test/plugin-7.dex', method: 'GET', responder: 'unknown' })),
    'clean',
  ],
  [
    'stand-in-engine-finding',
    'the stand-in engine sent it',
    all(
      withExchange(upload(VISIT, { standInEngine: true })),
      withEvent({ kind: 'stand-in-engine', at: at(90), host: COLLECTOR }),
    ),
    'inconclusive',
  ],
  [
    'stand-in-engine-traffic',
    'the stand-in engine sent something',
    withEvent({ kind: 'stand-in-engine', at: at(90), host: 'engine.test' }),
    'clean',
  ],
  [
    'late-elsewhere',
    'a canary of another case',
    all(otherCase(), withExchange(upload('https://o3t8h2r6c1sv.example/z4x7c1v5b9nm?q=l2k6j9h3g8fd'))),
    'clean',
  ],
];

function around(by?: 'iptables' | 'netstats' | 'proc-net'): VisibilityEvent {
  const packets = { family: 'ipv6', protocol: 'udp', port: 443, packets: 1, bytes: 40 } as const;

  return { kind: 'around-recorder', at: at(40), uid: BROWSER, ...packets, ...(by && { by }) };
}

const time: Provocation[] = [
  [
    'window-missing',
    'no wait under the second identity',
    without('window', (s) => s.phase === 'background' && s.at === at(130)),
    'inconclusive',
  ],
  [
    'window-missing',
    'no wait in the background',
    without('window', (s) => s.phase === 'background'),
    'inconclusive',
  ],
  [
    'window-shorter-than-sdk',
    'a short wait',
    bent('window', { handsetMs: 44_000 }, (s) => s.phase === 'foreground'),
    'inconclusive',
  ],
  [
    'window-shorter-than-sdk',
    'a wait that is no number',
    bent('window', { handsetMs: Number.NaN }, (s) => s.phase === 'after-relaunch'),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a window shorter than the SDK takes',
    withFacts({ windowMs: 30_000 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a window shorter than an SDK that nobody knows',
    withFacts({ sdks: ['sensors', 'nobody'] }),
    'inconclusive',
  ],
  [
    'not-quiet',
    'not quiet',
    bent('window', { quiet: false }, (s) => s.phase === 'after-private'),
    'inconclusive',
  ],
  ['story-unfinished', 'no end', without('story-ended'), 'inconclusive'],
  [
    'outside-recording',
    'recorded too late',
    (e) => ({ ...e, visibility: { ...e.visibility, recording: { from: at(11), to: at(399) } } }),
    'inconclusive',
  ],
  [
    'outside-recording',
    'an upload before the recording',
    withExchange(upload('about:blank', { at: at(-1) })),
    'inconclusive',
  ],
  [
    'outside-recording',
    'an upload after the recording',
    withExchange(upload('about:blank', { at: at(400) })),
    'inconclusive',
  ],
  [
    'process-frozen',
    'frozen in the background',
    bent('window', { awakeMs: 9000 }, (s) => s.phase === 'background'),
    'inconclusive',
  ],
  [
    'freeze-unread',
    'a phone that does not say whether it freezes',
    bent('window', { awakeMs: null }, (s) => s.phase === 'background'),
    'clean',
  ],
  [
    'evidence-missing',
    'nobody looked whether it was frozen',
    bent('window', { awakeMs: undefined }),
    'inconclusive',
  ],
  [
    'network-not-validated',
    'a network that was lost',
    bent('network', { validated: false }, (s) => s.at === at(31)),
    'inconclusive',
  ],
  ['network-metered', 'a metered network', bent('network', { metered: true }), 'inconclusive'],
  ['network-metered', '2G', bent('network', { type: 'CELLULAR[EDGE]' }), 'inconclusive'],
  [
    'network-unread',
    'a phone that does not say of its network',
    bent('network', { validated: null, type: null, metered: null }),
    'clean',
  ],
  [
    'evidence-missing',
    'the network not looked at in one wait',
    without('network', (s) => s.at >= at(31) && s.at <= at(60)),
    'inconclusive',
  ],
  [
    'provisional',
    'a helper that is slower than the case was long',
    withFacts({ settledAfterMs: 3_600_000 }),
    'clean',
  ],
  [
    'evidence-missing',
    'nobody knows how slow the slowest is',
    withFacts({ settledAfterMs: 0 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'the slowest is faster than the release',
    withFacts({ settledAfterMs: 30_000 }),
    'inconclusive',
  ],
  ['heartbeat-missing', 'no heartbeat', withoutEvent('heartbeat'), 'inconclusive'],
  ['heartbeat-missing', 'a gap', bentEvent('heartbeat', { longestGapMs: 10_001 }), 'inconclusive'],
  ['heartbeat-missing', 'a break that healed soon', bentEvent('heartbeat', { missed: 1 }), 'inconclusive'],
  ['heartbeat-missing', 'too few beats', bentEvent('heartbeat', { beats: 5 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'begun too late',
    bentEvent('heartbeat', { from: at(30), beats: 368 }),
    'inconclusive',
  ],
  ['heartbeat-missing', 'ended too early', bentEvent('heartbeat', { at: at(60), beats: 60 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'beats that are far apart',
    bentEvent('heartbeat', { everyMs: 60_000 }),
    'inconclusive',
  ],
  [
    'heartbeat-missing',
    'a hole between two',
    withEvents((events) =>
      events.flatMap((event): VisibilityEvent[] =>
        event.kind === 'heartbeat'
          ? [
              { ...event, at: at(30), beats: 30 },
              { ...event, from: at(60), beats: 338 },
            ]
          : [event],
      ),
    ),
    'inconclusive',
  ],
];

const consistency: Provocation[] = [
  [
    'evidence-contradicts',
    'watched for less than it was recorded',
    withFacts({ watchedForMs: 60_000 }),
    'inconclusive',
  ],
  ['canaries-forgotten', 'a ledger that was full', withFacts({ forgottenCanaries: 3 }), 'clean'],
  [
    'evidence-contradicts',
    'a case of another release',
    withFacts({ id: 'mint@3.4.0~89abcdef/visit-typed/private' }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a real handset with a fast clock',
    withHandset({ simulated: false }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a UID that had no way of its own',
    withExchange(upload('about:blank', { uid: 10_999 })),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an exchange without UID through a tunnel that has one',
    withExchange(upload('about:blank', { uid: undefined })),
    'inconclusive',
  ],
  ['evidence-contradicts', 'apps told apart without root', withHandset({ rooted: false }), 'inconclusive'],
  [
    'evidence-contradicts',
    'another keyboard',
    bent('keyboard', { package: 'com.touchtype.swiftkey' }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'steps that run backwards',
    withSteps((steps) => steps.toReversed()),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a switch that was read otherwise',
    bent('switch', { checked: true }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an answer of nobody known',
    withExchange(upload('about:blank', { responder: 'somebody' })),
    'inconclusive',
  ],
];

const breaks: Provocation[] = [
  ['recorder-broken', 'recorder', broken('recorder'), 'inconclusive'],
  ['tunnel-broken', 'tunnel', broken('tunnel'), 'inconclusive'],
  ['handset-lost', 'handset', broken('handset'), 'inconclusive'],
  ['appium-lost', 'Appium', broken('appium'), 'inconclusive'],
  ['engine-lost', 'engine', broken('engine'), 'inconclusive'],
  ['story-failed', 'story', broken('story'), 'inconclusive'],
  ['broken', 'anything else', broken('weather'), 'inconclusive'],
  ['not-judged', 'not judged', broken('not-judged'), 'inconclusive'],
  ['simulated', 'a simulated handset', (evidence) => evidence, 'clean'],
  ['nothing-found', 'nothing', (evidence) => evidence, 'clean'],
];

/** At least one for each rule and for each code that a rule gives. */
export const provocations: readonly Provocation[] = [
  ...finds,
  ...privacy,
  ...controls,
  ...unseen,
  ...time,
  ...consistency,
  ...breaks,
];
