import type { RuleInput } from '../rule-input.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { Occurrence } from '../reasons.ts';
import { runsByIdentity } from './window.ts';

const CODES = {
  gone: undefined,
  restored: 'private-restored',
  demoted: 'private-demoted',
  unknown: 'relaunch-unread',
} as const;

/** Whether the private tab was closed, and its state after a relaunch. */
export function relaunchReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, timeline } = evidence;
  if (!facts.mode.private) return [];

  return runsByIdentity(timeline.steps).flatMap(reasonsOf);
}

function reasonsOf(steps: readonly TimelineStep[]): Occurrence[] {
  const closedAt = steps.findIndex((step) => step.kind === 'private-closed');
  const windowAt = steps.findIndex((step) => step.kind === 'window' && step.phase === 'after-private');
  const readings = steps.filter((step) => step.kind === 'private-after-relaunch');
  const reasons = readings.flatMap(({ tabs, detail }): Occurrence[] => {
    const code = CODES[tabs];

    return code === undefined ? [] : [{ code, values: { detail } }];
  });
  if (readings.length === 0) reasons.push(missing('the state of the private tab after a relaunch'));
  if (!(closedAt >= 0 && closedAt < windowAt))
    reasons.push(missing('the closing of the private tab before the after-private window'));

  return reasons;
}

function missing(what: string): Occurrence {
  return { code: 'evidence-missing', values: { what } };
}
