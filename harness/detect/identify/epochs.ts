import type { TimelineStep } from '../../model/timeline.ts';

/** The identity at a given time, counted from 1, and whether its private tab was already closed. */
export interface Epoch {
  identity: number;
  closed: boolean;
}

/** @param at ISO 8601, on the clock of the timeline */
export function epochAt(steps: readonly TimelineStep[], at: string): Epoch {
  const epoch: Epoch = { identity: 1, closed: false };
  const moment = Date.parse(at);
  for (const step of steps) {
    if (Date.parse(step.at) > moment) break;
    if (step.kind === 'identity') {
      epoch.identity = step.number;
      epoch.closed = false;
    } else if (step.kind === 'private-closed') epoch.closed = true;
  }

  return epoch;
}
