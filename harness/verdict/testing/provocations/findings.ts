import type { CaseEvidence, JudgedExchange, Policy } from '../../../model/evidence.ts';
import { combine, unrooted, withEvent, withExchange, withLate, without, withoutEvent } from '../changes.ts';
import { at, COLLECTOR, exchange, KEYBOARD, upload, VISIT } from '../evidence.ts';
import { browserAttribution } from './pieces.ts';
import type { Provocation } from './provocation.ts';

/** A tunnel to the collector without a UID. */
const tunnelWithoutUid = withEvent({
  kind: 'server-name',
  at: at(19),
  name: COLLECTOR,
  by: 'connect',
  attribution: 'unknown',
});

/** A proxy of the vendor. */
const SAVER = 'saver.test';
/** A host name that contains the visited host. */
const REVEALING_HOST = `${Buffer.from(new URL(VISIT).hostname).toString('hex')}.tunnel.test`;

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
export const findingsProvocations: Provocation[] = [
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
    combine(
      withExchange(
        exchange({
          url: 'https://www.tunnel.test/',
          method: 'GET',
          host: REVEALING_HOST,
          via: REVEALING_HOST,
        }),
      ),
      withEvent({
        kind: 'server-name',
        at: at(20),
        name: REVEALING_HOST,
        by: 'connect',
        ...browserAttribution,
      }),
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
      ...browserAttribution,
    }),
    'leaks',
  ],
  ['history-leak', 'a helper of the browser sent it', withExchange(upload(VISIT, { uid: 10_200 })), 'leaks'],
  [
    'history-leak',
    'an SDK of the release sent it, without attribution by UID',
    combine(unrooted, withExchange(withoutUid(upload(VISIT)))),
    'leaks',
  ],
  [
    'leak-unproven',
    'no proof of private mode',
    combine(withExchange(upload(VISIT)), without('private-proof')),
    'inconclusive',
  ],
  ['leak-unproven', 'sent before the proof', withExchange(upload(VISIT, { at: at(9) })), 'suspect'],
  [
    'suspect-other-app',
    'sent by a named app',
    combine(withExchange(upload(VISIT, { uid: undefined, otherApp: 'com.xiaomi.xmsf' })), tunnelWithoutUid),
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
    combine(unrooted, withExchange(withoutUid(upload(VISIT, { headers: [['OT_sender', 'com.miui.home']] })))),
    'suspect',
  ],
  [
    'suspect-unattributed',
    'the sender is unknown',
    combine(unrooted, withExchange(withoutUid(plainUpload()))),
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
  [
    'suspect-partial',
    'a piece of few bits',
    combine(
      withShortCanary,
      withExchange(upload('https://canary-7f3a.example/other')),
      withoutEvent('tls-refused'),
    ),
    'suspect',
  ],
  [
    'suspect-search-engine',
    'another search engine got the search',
    combine(
      withSearch,
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
    combine(
      withExchange(upload(VISIT, { standInEngine: true })),
      withEvent({ kind: 'stand-in-engine', at: at(90), host: COLLECTOR }),
    ),
    'inconclusive',
  ],
];

/** Replaces the first visit by an address with few random characters, so that a piece of it can match by chance. */
function withShortCanary(evidence: CaseEvidence): CaseEvidence {
  const value = 'https://canary-7f3a.example/garden';

  return {
    ...evidence,
    canaries: evidence.canaries.map((each) => (each.id === 'visit-1' ? { ...each, value } : each)),
    exchanges: evidence.exchanges.map((each) =>
      each.index === 0 ? { ...each, url: value, host: new URL(value).hostname } : each,
    ),
  };
}

/** Adds a search that the scenario sends to www.google.com. */
function withSearch(evidence: CaseEvidence): CaseEvidence {
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
function plainUpload(): JudgedExchange {
  return exchange({ url: 'https://nobody.test/', responder: 'unknown', body: Buffer.from(VISIT) });
}

function withoutUid(each: JudgedExchange): JudgedExchange {
  return { ...each, uid: undefined };
}
