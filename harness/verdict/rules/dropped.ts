import type { CaseEvidence } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { runsByIdentity } from './window.ts';

type Bypass = Extract<VisibilityEvent, { kind: 'around-recorder' }>;

/**
 * Whether the phone dropped what a UID sent around the recorder. iptables and /proc/net count such packets before the phone's firewall
 * drops them. netstats counts behind it: it must be proven for the UID and have none of its packets, and the network of the UID must
 * have been blocked at both ends of every window of the identity.
 */
export function isDroppedByPhone({ uid, by, at }: Bypass, evidence: CaseEvidence): boolean {
  if (uid === UNKNOWN_UID || (by !== 'iptables' && by !== 'proc-net')) return false;
  const { events } = evidence.visibility;
  const counters = events.filter((event) => event.kind === 'packet-counter' && event.by === 'netstats');
  const hasPassed = events.some(
    (event) =>
      event.kind === 'around-recorder' &&
      event.by !== 'iptables' &&
      event.by !== 'proc-net' &&
      event.uid === uid,
  );
  const isTrusted =
    counters.length > 0 && counters.every((event) => event.kind === 'packet-counter' && event.ok);
  const run = runsByIdentity(evidence.timeline.steps).findLast(
    ([first]) => first !== undefined && first.at <= at,
  );
  if (hasPassed || !isTrusted || !run) return false;

  return isProven(run, uid, 'begin') && isProven(run, uid, 'end') && isBlockedThroughout(run, uid);
}

function isProven(steps: readonly TimelineStep[], uid: number, when: 'begin' | 'end'): boolean {
  return steps.some(
    (step) =>
      step.kind === 'counter-proof' &&
      step.by === 'netstats' &&
      step.when === when &&
      step.uids.includes(uid),
  );
}

function isBlockedThroughout(steps: readonly TimelineStep[], uid: number): boolean {
  const states = steps.filter((step) => step.kind === 'phone-state');

  return (
    states.length >= 2 &&
    states.every(({ blocked }) => blocked?.some((each) => each.uid === uid && each.reasons.length > 0))
  );
}
