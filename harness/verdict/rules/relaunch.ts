import type { Reading } from '../reading.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { Occurrence } from '../reasons.ts';
import { playsOf } from './window.ts';

const CODES = {
  gone: undefined,
  restored: 'private-restored',
  demoted: 'private-demoted',
  unknown: 'relaunch-unread',
} as const;

/** Whether private browsing was ended, and what came back of it when the browser was started again. */
export function relaunchReasons({ evidence }: Reading): Occurrence[] {
  const { facts, timeline } = evidence;
  if (!facts.mode.private) return [];

  return playsOf(timeline.steps).flatMap(reasonsOf);
}

function reasonsOf(steps: readonly TimelineStep[]): Occurrence[] {
  const closed = steps.findIndex((step) => step.kind === 'private-closed');
  const after = steps.findIndex((step) => step.kind === 'window' && step.phase === 'after-private');
  const looked = steps.filter((step) => step.kind === 'private-after-relaunch');
  const reasons = looked.flatMap(({ tabs, detail }): Occurrence[] => {
    const code = CODES[tabs];

    return code === undefined ? [] : [{ code, values: { detail } }];
  });
  if (looked.length === 0) reasons.push(missing('the state of the private tab after a relaunch'));
  if (!(closed >= 0 && closed < after))
    reasons.push(missing('the closing of the private tab before the after-private window'));

  return reasons;
}

function missing(what: string): Occurrence {
  return { code: 'evidence-missing', values: { what } };
}
