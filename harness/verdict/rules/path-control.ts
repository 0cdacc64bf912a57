import type { TimelineStep } from '../../model/timeline.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { attributesByUid } from '../senders.ts';
import { isRead } from './jobs.ts';
import { runsByIdentity } from './window.ts';

type Control = Extract<TimelineStep, { kind: 'path-control' }>;

/**
 * Whether requests of each UID arrived at its own port, at the begin and at the end of each identity. Otherwise the browser's traffic
 * may have been recorded as another app's.
 */
export function pathReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, timeline } = evidence;
  const controls = timeline.steps.filter((step) => step.kind === 'path-control');
  const isNeeded = attributesByUid(facts) && isRead('path-control', timeline.steps);
  const browser = facts.apps.flatMap(({ uid, role }) => (role === 'browser' ? [uid] : []));

  return [
    ...controls.flatMap(divertedReasons),
    ...(isNeeded ? runsByIdentity(timeline.steps).flatMap((run) => missingReasons(run, browser)) : []),
  ];
}

function divertedReasons({ when, paths }: Control): Occurrence[] {
  return paths
    .filter(({ reached }) => reached !== 'own')
    .map(({ uid, reached, printed }) => ({
      code: 'path-unproven',
      values: {
        when,
        sender: uid === UNKNOWN_UID ? 'an unattributed UID' : `UID ${uid}`,
        detail:
          reached === 'other'
            ? 'it arrived at another port'
            : `no answer came${printed === '' ? '' : ` (${printed})`}`,
      },
    }));
}

/** The browser, and each UID that was tested at one end, is tested at both. UIDs that appeared meanwhile have no begin. */
function missingReasons(run: readonly TimelineStep[], browser: readonly number[]): Occurrence[] {
  const late = new Set(run.flatMap((step) => (step.kind === 'uid-seen' ? [step.uid] : [])));
  const testedAt = (when: Control['when']): Set<number> =>
    new Set(
      run.flatMap((step) =>
        step.kind === 'path-control' && step.when === when ? step.paths.map(({ uid }) => uid) : [],
      ),
    );
  const ends = (['begin', 'end'] as const).map((when) => ({ when, tested: testedAt(when) }));
  const needed = [...new Set([...browser, ...ends.flatMap(({ tested }) => [...tested])])];

  return ends.flatMap(({ when, tested }) =>
    tested.size === 0 || needed.some((uid) => !late.has(uid) && !tested.has(uid))
      ? [
          {
            code: 'evidence-missing' as const,
            values: { what: `where traffic of each UID arrived at the ${when} of an identity` },
          },
        ]
      : [],
  );
}
