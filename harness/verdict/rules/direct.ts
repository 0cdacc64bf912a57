import { hostsOf } from '../../detect/index.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { Occurrence } from '../reasons.ts';
import type { RuleInput } from '../rule-input.ts';
import { isOwnTwin } from '../search.ts';
import { isRead } from './jobs.ts';
import { runsByIdentity } from './window.ts';

type Reading = Extract<TimelineStep, { kind: 'direct-traffic' }>;
type Refused = Reading['refused'][number];

/**
 * What apps sent without the proxy: packets that the phone refused, connections that did not reach the recorder, and requests whose
 * recipient only the app names.
 */
export function directReasons(input: RuleInput): Occurrence[] {
  const readings = input.evidence.timeline.steps.filter((step) => step.kind === 'direct-traffic');

  return [
    ...missingReadings(input.evidence.timeline.steps),
    ...sumOfRefused(readings).map((refused) => refusalReason(refused, input)),
    ...readings.flatMap(({ redirected }) => redirected.flatMap(lostReason)),
    ...visitReasons(input),
  ];
}

/** Refused packets are counted by no packet counter, so each identity needs a reading of them. */
function missingReadings(steps: readonly TimelineStep[]): Occurrence[] {
  if (!isRead('direct-traffic', steps)) return [];

  return runsByIdentity(steps)
    .filter((run) => !run.some(({ kind }) => kind === 'direct-traffic'))
    .map(() => ({ code: 'evidence-missing', values: { what: 'what an identity sent without the proxy' } }));
}

/** Refused packets of the whole case, by sender and kind. */
function sumOfRefused(readings: readonly Reading[]): Refused[] {
  const sums = new Map<string, Refused>();
  for (const { packets, ...each } of readings.flatMap(({ refused }) => refused)) {
    const key = JSON.stringify(each);
    sums.set(key, { ...each, packets: packets + (sums.get(key)?.packets ?? 0) });
  }

  return [...sums.values()];
}

/**
 * What was refused did not leave, but its content is unknown. Only a first packet of TCP over IPv6 has no content, and an app whose
 * connections over IPv4 were recorded sent it again over IPv4 (RFC 8305).
 */
function refusalReason(refused: Refused, { evidence }: RuleInput): Occurrence {
  const { uid, family, protocol, port, packets } = refused;
  const isRetried =
    family === 'ipv6' &&
    protocol === 'tcp' &&
    uid !== UNKNOWN_UID &&
    evidence.exchanges.some((each) => each.redirected !== undefined && each.uid === uid);
  const values = { sender: nameOf(uid), packets };
  if (isRetried) return { code: 'ipv6-refused', values };

  return {
    code: 'direct-refused',
    values: {
      ...values,
      protocol: protocol === 'other' ? 'another protocol' : protocol.toUpperCase(),
      family: family.replace('ip', 'IP'),
      port: port === null ? 'any other port' : `port ${port}`,
    },
  };
}

function lostReason({ uid, port, connections, arrived }: Reading['redirected'][number]): Occurrence[] {
  return arrived >= connections
    ? []
    : [
        {
          code: 'direct-lost',
          values: { sender: nameOf(uid), port, lost: connections - arrived, connections },
        },
      ];
}

/** Requests to visited pages and allowed recipients are browsing only if they really go there. */
function visitReasons({ evidence, search }: RuleInput): Occurrence[] {
  const twin = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);
  const visited = new Set([...evidence.canaries, ...twin].flatMap(hostsOf));
  const allowed = new Set(search.report.allowed.map(({ exchange }) => exchange));
  const hosts = evidence.exchanges
    .filter(({ redirected }) => redirected !== undefined)
    .filter(({ index, host, via = host }) => visited.has(via) || allowed.has(index))
    .map(({ host }) => host);

  return [...new Set(hosts)].sort().map((host) => ({ code: 'direct-visit', values: { host } }));
}

function nameOf(uid: number): string {
  return uid === UNKNOWN_UID ? 'An unattributed UID' : `UID ${uid}`;
}
