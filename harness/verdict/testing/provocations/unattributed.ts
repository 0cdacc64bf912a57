import { randomBytes } from 'node:crypto';
import type { JudgedExchange } from '../../../model/evidence.ts';
import { UNKNOWN_UID } from '../../../model/uid.ts';
import { combine, type EvidenceChange, withEvent, withExchange, withFacts } from '../changes.ts';
import { at, exchange, VISIT } from '../evidence.ts';
import { accepted, refused } from './pieces.ts';
import type { Provocation } from './provocation.ts';

const bypassedPackets = {
  kind: 'around-recorder',
  at: at(40),
  family: 'ipv6',
  protocol: 'udp',
  port: 443,
  packets: 1,
  bytes: 40,
} as const;
const unattributed = { attribution: 'uid', uid: UNKNOWN_UID } as const;
/** An exchange from an unattributed UID. */
export const fromUnattributed = (given: Partial<JudgedExchange>): EvidenceChange =>
  withExchange(exchange({ url: 'https://k.test/', responder: 'unknown', uid: UNKNOWN_UID, ...given }));

/** Traffic from unattributed UIDs. */
export const unattributedProvocations: Provocation[] = [
  ['uid-appeared-late', 'an opaque upload', fromUnattributed({ body: randomBytes(300) }), 'inconclusive'],
  [
    'opaque-upload',
    'an opaque upload has a reason of its own',
    fromUnattributed({ body: randomBytes(300) }),
    'inconclusive',
  ],
  ['uid-appeared-late', 'an aborted upload', fromUnattributed({ aborted: true }), 'inconclusive'],
  ['uid-appeared-late', 'a refusal', withEvent({ ...refused, ...unattributed }), 'inconclusive'],
  [
    'tls-refused',
    'a refusal, then a success, both unattributed',
    combine(withEvent({ ...refused, ...unattributed }), withEvent({ ...accepted, ...unattributed })),
    'inconclusive',
  ],
  [
    'uid-appeared-late',
    'a server that speaks first',
    withEvent({ kind: 'silent-tunnel', at: at(40), host: 'push.test', port: 5222, ...unattributed }),
    'inconclusive',
  ],
  [
    'uid-appeared-late',
    'packets that bypassed the recorder',
    withEvent({ ...bypassedPackets, by: 'iptables', uid: UNKNOWN_UID }),
    'inconclusive',
  ],
  [
    'around-recorder',
    'packets of an isolated UID, by netstats',
    withEvent({ ...bypassedPackets, by: 'netstats', uid: 99_003 }),
    'inconclusive',
  ],
  [
    'nothing-found',
    'an upload that was read completely',
    fromUnattributed({ body: Buffer.from('{"alive":true}') }),
    'clean',
  ],
  ['suspect-unattributed', 'the visit', fromUnattributed({ body: Buffer.from(VISIT) }), 'suspect'],
  [
    'history-leak',
    "the visit, and the browser's package in it",
    fromUnattributed({
      body: Buffer.from(JSON.stringify({ url: VISIT, app_package: 'com.mi.globalbrowser.mini' })),
    }),
    'leaks',
  ],
  [
    'suspect-other-app',
    "the visit, and another app's package in it",
    fromUnattributed({ body: Buffer.from(JSON.stringify({ url: VISIT, app_package: 'com.miui.home' })) }),
    'suspect',
  ],
  [
    'evidence-missing',
    'no redirect for unattributed UIDs',
    (e) => withFacts({ apps: e.facts.apps.filter(({ role }) => role !== 'unknown') })(e),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an unattributed row with a UID',
    (e) =>
      withFacts({
        apps: e.facts.apps.map((app) => (app.role === 'unknown' ? { ...app, uid: 10_400 } : app)),
      })(e),
    'inconclusive',
  ],
];
