import type { TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFullCounter } from '../senders.ts';
import { isRead } from './jobs.ts';
import { runsByIdentity } from './window.ts';

/**
 * Whether the complete packet counter was proven for the browser and for each other UID that was tested, at the begin and at the end of each identity. A counter that is
 * proven only once may be switched off later, and then reads as if nothing bypassed the recorder.
 */
export function counterProofReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, timeline, visibility } = evidence;
  if (!facts.handset.rooted || !isRead('counter-proof', timeline.steps)) return [];
  // A proof that failed has a reason already.
  if (visibility.events.some((event) => isFullCounter(event) && event.kind === 'packet-counter' && !event.ok))
    return [];

  const browser = facts.apps.flatMap(({ uid, role }) => (role === 'browser' ? [uid] : []));

  return runsByIdentity(timeline.steps).flatMap((steps) => {
    const lateUids = new Set(steps.flatMap((step) => (step.kind === 'uid-seen' ? [step.uid] : [])));
    const [begin, end] = (['begin', 'end'] as const).map(
      (when) => new Set(steps.flatMap((step) => (isProof(step, when) ? step.uids : []))),
    ) as [Set<number>, Set<number>];
    const needed = [...new Set([...begin, ...end, ...browser])].filter((uid) => !lateUids.has(uid));

    return [...missing(needed, begin, 'begin'), ...missing(needed, end, 'end')];
  });
}

function isProof(
  step: TimelineStep,
  when: 'begin' | 'end',
): step is Extract<TimelineStep, { kind: 'counter-proof' }> {
  return step.kind === 'counter-proof' && step.by === 'iptables' && step.when === when;
}

function missing(
  needed: readonly number[],
  proven: ReadonlySet<number>,
  when: 'begin' | 'end',
): Occurrence[] {
  const unproven = needed.filter((uid) => !proven.has(uid));
  if (proven.size > 0 && unproven.length === 0) return [];
  const whose = unproven.length === 0 ? '' : ` of UID ${unproven.join(', ')}`;

  return [
    {
      code: 'packet-counter-unread',
      values: { detail: `no test packet${whose} was counted at the ${when} of an identity` },
    },
  ];
}
