import type { TimelineStep } from '../../model/timeline.ts';
import type { Occurrence } from '../reasons.ts';
import type { RuleInput } from '../rule-input.ts';
import { hasTwin, runsByIdentity } from './window.ts';

type Jobs = Extract<TimelineStep, { kind: 'jobs' }>;

/**
 * Jobs that were scheduled and did not run: they may send something after the case. Recordings without the step
 * `capabilities` are older than these readings.
 */
export function jobsReasons(input: RuleInput): Occurrence[] {
  const { steps } = input.evidence.timeline;
  const reasons = isRead('jobs', steps) ? missingReadings(input) : [];
  for (const step of steps) if (step.kind === 'jobs') reasons.push(...reasonsOf(step));

  return reasons;
}

/** Whether the runner says that it takes a reading in this case. */
export function isRead(reading: string, steps: readonly TimelineStep[]): boolean {
  return steps.some((step) => step.kind === 'capabilities' && step.reads.includes(reading));
}

const WHEN = {
  'before-stop': 'before the browser was stopped',
  'identity-end': 'at the end of an identity',
  'twin-end': 'at the end of the twin',
};

function missingReadings(input: RuleInput): Occurrence[] {
  const { steps } = input.evidence.timeline;
  const has = (run: readonly TimelineStep[], when: Jobs['when']) =>
    run.some((step) => step.kind === 'jobs' && step.when === when);
  const missing = [
    ...runsByIdentity(steps).flatMap((run) =>
      (['before-stop', 'identity-end'] as const).filter((when) => !has(run, when)),
    ),
    ...(hasTwin(input) && !has(steps, 'twin-end') ? (['twin-end'] as const) : []),
  ];

  return missing.map((when) => ({
    code: 'evidence-missing',
    values: { what: `the list of scheduled jobs ${WHEN[when]}` },
  }));
}

function reasonsOf({ when, forced, pending }: Jobs): Occurrence[] {
  if (forced === null) return [{ code: 'jobs-unread', values: { when: WHEN[when] } }];

  return pending.map(({ package: app, service }) => ({
    code: 'jobs-pending',
    values: { app, service: service.slice(service.lastIndexOf('.') + 1), when: WHEN[when] },
  }));
}
