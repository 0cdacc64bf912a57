import type { TimelineStep } from '../../../model/timeline.ts';
import type { VisibilityEvent } from '../../../model/visibility.ts';
import {
  combine,
  changeEvent,
  changeStep,
  unrooted,
  withEvent,
  withFacts,
  withHandset,
  without,
  withoutEvent,
  withSteps,
} from '../changes.ts';
import { at, BROWSER, HELPER } from '../evidence.ts';
import { otherAppAttribution, browserAttribution } from './pieces.ts';
import type { Provocation } from './provocation.ts';

const broken = (what: string) => withEvent({ kind: 'broken', at: at(30), what, detail: 'it went' });

/** A helper that Android blocks in the background, whose packets iptables counted and netstats, which is proven for it, did not. */
const dropped = combine(
  withEvent({ kind: 'packet-counter', at: at(40), ok: true, detail: 'read', by: 'netstats' }),
  withEvent(bypassedPackets('iptables', HELPER)),
  withEvent(bypassedPackets('proc-net', HELPER)),
  changeStep('phone-state', { blocked: [{ uid: HELPER, reasons: ['APP_BACKGROUND'] }] }),
  withSteps((steps) =>
    steps.flatMap<TimelineStep>((step) =>
      step.kind === 'counter-proof' ? [step, { ...step, by: 'netstats' as const }] : [step],
    ),
  ),
);

/** Traffic around the recorder, unreadable traffic, and failures. */
export const visibilityProvocations: Provocation[] = [
  ['not-intercepted', 'no interception', withHandset({ interception: 'none' }), 'inconclusive'],
  [
    'not-http',
    'bytes that are not HTTP',
    withEvent({ kind: 'not-http', at: at(40), detail: 'xmpp', uid: BROWSER }),
    'inconclusive',
  ],
  [
    'silent-tunnel',
    'a server that speaks first',
    withEvent({ kind: 'silent-tunnel', at: at(40), host: 'push.test', port: 5222, ...browserAttribution }),
    'inconclusive',
  ],
  [
    'delegated-possible',
    'a server that speaks first, to another app',
    withEvent({ kind: 'silent-tunnel', at: at(40), host: 'push.test', port: 5222, ...otherAppAttribution }),
    'clean',
  ],
  [
    'open-request',
    'open at the end',
    withEvent({ kind: 'open-request', at: at(40), url: 'https://x.test/', method: 'POST', uid: BROWSER }),
    'inconclusive',
  ],
  ['dropped-by-phone', 'packets that the phone dropped', dropped, 'clean'],
  [
    'around-recorder',
    'packets of an app that was not blocked in one window',
    combine(
      dropped,
      changeStep('phone-state', { blocked: [{ uid: HELPER, reasons: [] }] }, (s) => s.at === at(8)),
    ),
    'inconclusive',
  ],
  [
    'around-recorder',
    'packets of a blocked app that netstats counted too',
    combine(dropped, withEvent(bypassedPackets('netstats', HELPER))),
    'inconclusive',
  ],
  [
    'around-recorder',
    'packets of a blocked app whose count in netstats was not proven at the end',
    combine(
      dropped,
      without('counter-proof', ({ by, when }) => by === 'netstats' && when === 'end'),
    ),
    'inconclusive',
  ],
  [
    'around-recorder',
    'packets of a blocked app while netstats could not be read',
    combine(
      dropped,
      withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'no rows', by: 'netstats' }),
    ),
    'inconclusive',
  ],
  ['around-recorder', 'one packet around', withEvent(bypassedPackets()), 'inconclusive'],
  [
    'around-recorder',
    'one packet, by iptables alone',
    withEvent(bypassedPackets('iptables')),
    'inconclusive',
  ],
  [
    'around-recorder',
    'one packet, by netstats alone',
    withEvent(bypassedPackets('netstats')),
    'inconclusive',
  ],
  [
    'around-recorder',
    'one packet, by /proc/net alone',
    combine(unrooted, withEvent(bypassedPackets('proc-net'))),
    'inconclusive',
  ],
  [
    'packet-counter-unread',
    'counter failed',
    withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'no chain' }),
    'inconclusive',
  ],
  ['packet-counter-unread', 'no packet counter', withoutEvent('packet-counter'), 'inconclusive'],
  [
    'packet-counter-unread',
    'no test packet at the begin of an identity',
    without('counter-proof', ({ when }) => when === 'begin'),
    'inconclusive',
  ],
  [
    'packet-counter-unread',
    'no test packet of a helper at the end of an identity',
    changeStep('counter-proof', { uids: [BROWSER] }, ({ when }) => when === 'end'),
    'inconclusive',
  ],
  [
    'packet-counter-unread',
    'no test packet of the browser',
    changeStep('counter-proof', { uids: [HELPER] }),
    'inconclusive',
  ],
  ['packet-counter-unread', 'no watched UID', withFacts({ watchedUids: [] }), 'inconclusive'],
  ['packet-counter-impossible', 'a phone that cannot count', unrooted, 'clean'],
  [
    'packet-account-unread',
    'one packet counter unread',
    withEvent({ kind: 'packet-counter', at: at(40), ok: false, detail: 'no /proc/net/udp6', by: 'proc-net' }),
    'clean',
  ],
  [
    'packet-counter-unread',
    'a packet counter that lacks a packet',
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
    'only the incomplete counters read',
    changeEvent('packet-counter', { by: 'netstats' }),
    'inconclusive',
  ],
  [
    'stand-in-engine-traffic',
    'the stand-in engine sent something',
    withEvent({ kind: 'stand-in-engine', at: at(90), host: 'engine.test' }),
    'clean',
  ],
  ['recorder-broken', 'recorder', broken('recorder'), 'inconclusive'],
  ['tunnel-broken', 'tunnel', broken('tunnel'), 'inconclusive'],
  ['handset-lost', 'handset', broken('handset'), 'inconclusive'],
  ['appium-lost', 'Appium', broken('appium'), 'inconclusive'],
  ['engine-lost', 'engine', broken('engine'), 'inconclusive'],
  ['story-failed', 'scenario', broken('story'), 'inconclusive'],
  ['broken', 'another component', broken('weather'), 'inconclusive'],
  ['not-judged', 'not judged', broken('not-judged'), 'inconclusive'],
];

function bypassedPackets(by?: 'iptables' | 'netstats' | 'proc-net', uid = BROWSER): VisibilityEvent {
  const packets = { family: 'ipv6', protocol: 'udp', port: 443, packets: 1, bytes: 40 } as const;

  return { kind: 'around-recorder', at: at(40), uid, ...packets, ...(by && { by }) };
}
