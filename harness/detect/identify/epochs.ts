import type { TimelineStep } from '../../model/timeline.ts';

/** Under which identity a moment lies, counted from 1, and whether the private tab had been closed by then. */
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
