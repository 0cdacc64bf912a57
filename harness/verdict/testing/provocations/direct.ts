import { Buffer } from 'node:buffer';
import type { TimelineStep } from '../../../model/timeline.ts';
import { UNKNOWN_UID } from '../../../model/uid.ts';
import { combine, type EvidenceChange, withEvent, withExchange, without, withSteps } from '../changes.ts';
import { at, BROWSER, exchange, HELPER, VISIT } from '../evidence.ts';
import { browserAttribution } from './pieces.ts';
import type { Provocation } from './provocation.ts';

type Reading = Extract<TimelineStep, { kind: 'direct-traffic' }>;
type Refused = Reading['refused'][number];

const reading = (part: Partial<Reading>): EvidenceChange =>
  withSteps((steps) => [
    ...steps,
    { kind: 'direct-traffic', at: steps.at(-1)?.at ?? at(60), redirected: [], refused: [], ...part },
  ]);
const refused = (part: Partial<Refused>): EvidenceChange =>
  reading({
    refused: [{ uid: BROWSER, family: 'ipv4', protocol: 'udp', port: 443, packets: 1, ...part }],
  });
const redirected = (part: Partial<Reading['redirected'][number]>): EvidenceChange =>
  reading({ redirected: [{ uid: BROWSER, port: 443, connections: 2, arrived: 2, ...part }] });
/** A report that the browser sent without the proxy. */
const report = exchange({
  url: 'https://direct.test/v1',
  uid: BROWSER,
  redirected: 443,
  responder: 'unknown',
});
const refusedIpv6 = refused({ family: 'ipv6', protocol: 'tcp', port: null });

/** What apps sent without the proxy. */
export const directProvocations: Provocation[] = [
  [
    'evidence-missing',
    'what the first identity sent without the proxy was not read',
    without('direct-traffic', (s) => s.at === at(53)),
    'inconclusive',
  ],
  ['direct-refused', 'one datagram to port 443', refused({}), 'inconclusive'],
  ['direct-refused', 'one datagram of a helper', refused({ uid: HELPER, port: 53 }), 'inconclusive'],
  ['direct-refused', 'one datagram of an isolated process', refused({ uid: UNKNOWN_UID }), 'inconclusive'],
  [
    'direct-refused',
    'one datagram, although the browser connected too',
    combine(refused({}), withExchange(report)),
    'inconclusive',
  ],
  ['direct-refused', 'a connection over IPv6 alone', refusedIpv6, 'inconclusive'],
  [
    'direct-refused',
    'a connection over IPv6, and one over IPv4 of another app',
    combine(refusedIpv6, withExchange({ ...report, uid: HELPER })),
    'inconclusive',
  ],
  [
    'direct-refused',
    'a connection over IPv6, and one through the proxy',
    combine(refusedIpv6, withExchange({ ...report, redirected: undefined })),
    'inconclusive',
  ],
  [
    'direct-refused',
    'another protocol over IPv6',
    combine(refused({ family: 'ipv6', protocol: 'other', port: null }), withExchange(report)),
    'inconclusive',
  ],
  [
    'ipv6-refused',
    'a connection over IPv6, then one over IPv4',
    combine(refusedIpv6, withExchange(report)),
    'clean',
  ],
  ['direct-lost', 'one connection that did not arrive', redirected({ arrived: 1 }), 'inconclusive'],
  ['nothing-found', 'connections that all arrived', redirected({}), 'clean'],
  ['nothing-found', 'a report without a canary', withExchange(report), 'clean'],
  [
    'nothing-found',
    'a report to a host that another app reached through the proxy',
    combine(
      withExchange(report),
      withEvent({
        kind: 'server-name',
        at: at(40),
        name: 'direct.test',
        by: 'connect',
        ...browserAttribution,
        uid: HELPER,
      }),
    ),
    'clean',
  ],
  ['history-leak', 'a report of the visit', withExchange({ ...report, body: Buffer.from(VISIT) }), 'leaks'],
  [
    'direct-visit',
    'the visited page',
    withExchange({ ...report, url: VISIT, host: new URL(VISIT).hostname }),
    'inconclusive',
  ],
  [
    'direct-visit',
    'the visited page over HTTP',
    withExchange({
      ...report,
      url: VISIT.replace('https:', 'http:'),
      host: new URL(VISIT).hostname,
      redirected: 80,
    }),
    'inconclusive',
  ],
];
