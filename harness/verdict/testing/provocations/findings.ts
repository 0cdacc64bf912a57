import type { CaseEvidence, JudgedExchange, Policy } from '../../../model/evidence.ts';
import { all, unrooted, withEvent, withExchange, withLate, without, withoutEvent } from '../changes.ts';
import { at, COLLECTOR, exchange, KEYBOARD, upload, VISIT } from '../evidence.ts';
import { ours } from './pieces.ts';
import type { Provocation } from './provocation.ts';

/** A tunnel to the collector without a UID. */
const tunnelOfAnother = withEvent({
  kind: 'server-name',
  at: at(19),
  name: COLLECTOR,
  by: 'connect',
  attribution: 'unknown',
});

/** A proxy of the vendor. */
const SAVER = 'saver.test';
/** A host name that contains the visited host. */
const TELLING = `${Buffer.from(new URL(VISIT).hostname).toString('hex')}.tunnel.test`;

const WORDS = 'garden kettle k7d2m9x4q1vb z8w3t6n5r0cj';
const SEARCH_ENGINES: Partial<Policy> = {
  hosts: [
    {
      host: 'm.baidu.com',
      class: 'D',
      role: 'search engine',
      decodable: 'yes',
      confidence: 'H',
      source: 'x',
    },
  ],
};

/** Findings, by sender, time and private proof. */
export const ofFindings: Provocation[] = [
  ['history-leak', 'an upload of the visit', withExchange(upload(VISIT)), 'leaks'],
  [
    'history-leak',
    'the page was requested from another host',
    withExchange(exchange({ url: VISIT, method: 'GET', host: SAVER, via: SAVER })),
    'leaks',
  ],
  [
    'history-leak',
    'a tunnel whose host name contains the page, with a request for another host',
    all(
      withExchange(exchange({ url: 'https://www.tunnel.test/', method: 'GET', host: TELLING, via: TELLING })),
      withEvent({ kind: 'server-name', at: at(20), name: TELLING, by: 'connect', ...ours }),
    ),
    'leaks',
  ],
  [
    'suspect-address',
    'the page was requested through an IP address',
    withExchange(exchange({ url: VISIT, method: 'GET', via: '192.0.2.7' })),
    'suspect',
  ],
  [
    'history-leak',
    'an upload to an IP address under the name of a collector',
    withExchange(upload(VISIT, { via: '192.0.2.7' })),
    'leaks',
  ],
  [
    'history-leak',
    'a message on a socket that opened earlier',
    withExchange(
      exchange({
        url: 'https://push.test/',
        at: at(7),
        messages: [{ index: 0, data: Buffer.from(VISIT), at: at(30) }],
      }),
    ),
    'leaks',
  ],
  [
    'leak-unproven',
    'a message that was sent before the proof',
    withExchange(
      exchange({
        url: 'https://push.test/',
        at: at(7),
        messages: [{ index: 0, data: Buffer.from(VISIT), at: at(8) }],
      }),
    ),
    'suspect',
  ],
  [
    'history-leak',
    'a tunnel to its host was requested from another host',
    withEvent({
      kind: 'server-name',
      at: at(20),
      name: new URL(VISIT).hostname,
      by: 'connect',
      through: SAVER,
      ...ours,
    }),
    'leaks',
  ],
  ['history-leak', 'a helper of the browser sent it', withExchange(upload(VISIT, { uid: 10_200 })), 'leaks'],
  [
    'history-leak',
    'an SDK of the release sent it, without attribution by UID',
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
    'sent by a named app',
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
    'sent from a UID without a redirect',
    withExchange(upload(VISIT, { uid: undefined, url: 'https://k.test/', host: 'k.test' })),
    'suspect',
  ],
  [
    'suspect-other-app',
    'the message names another app',
    all(unrooted, withExchange(bare(upload(VISIT, { headers: [['OT_sender', 'com.miui.home']] })))),
    'suspect',
  ],
  ['suspect-unattributed', 'the sender is unknown', all(unrooted, withExchange(bare(plain()))), 'suspect'],
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
  [
    'suspect-partial',
    'a piece of few bits',
    all(shortCanary, withExchange(upload('https://canary-7f3a.example/other')), withoutEvent('tls-refused')),
    'suspect',
  ],
  [
    'suspect-search-engine',
    'another search engine got the search',
    all(
      searched,
      withExchange(
        exchange({
          url: `https://m.baidu.com/s?word=${encodeURIComponent(WORDS)}`,
          method: 'GET',
          responder: 'unknown',
        }),
      ),
    ),
    'inconclusive',
    SEARCH_ENGINES,
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
];

/** Addresses with few random characters, a piece of which can match by chance. */
function shortCanary(evidence: CaseEvidence): CaseEvidence {
  const value = 'https://canary-7f3a.example/garden';

  return {
    ...evidence,
    canaries: evidence.canaries.map((each) => (each.id === 'visit-1' ? { ...each, value } : each)),
    exchanges: evidence.exchanges.map((each) =>
      each.index === 0 ? { ...each, url: value, host: new URL(value).hostname } : each,
    ),
  };
}

/** A search that the scenario sends to another search engine than this one. */
function searched(evidence: CaseEvidence): CaseEvidence {
  return {
    ...evidence,
    canaries: [
      ...evidence.canaries,
      { id: 'search-1', kind: 'search', value: WORDS, allowedHosts: ['www.google.com'] },
    ],
    timeline: {
      ...evidence.timeline,
      steps: evidence.timeline.steps.map((step) =>
        step.kind === 'private-proof' ? { ...step, canaries: [...step.canaries, 'search-1'] } : step,
      ),
    },
  };
}

/** An unencoded upload of the visit by no SDK to an unknown host. */
function plain(): JudgedExchange {
  return exchange({ url: 'https://nobody.test/', responder: 'unknown', body: Buffer.from(VISIT) });
}

function bare(each: JudgedExchange): JudgedExchange {
  return { ...each, uid: undefined };
}
