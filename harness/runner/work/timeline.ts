import type { TimelineStep } from '../../model/timeline.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** The timeline of a case; times are of this machine's clock. */
export interface TimelineLog {
  /** @param at when the step began, where that was earlier; now by default */
  add(entry: WithoutTime<TimelineStep>, at?: string): void;
  /** In the order of time. */
  steps(): TimelineStep[];
}

export function createTimelineLog(now: () => Date = () => new Date()): TimelineLog {
  const steps: TimelineStep[] = [];

  return {
    add: (entry, at = now().toISOString()) => void steps.push({ ...entry, at }),
    steps: () => steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
}

/** The last step of a kind; undefined where there is none. */
export function lastOf<K extends TimelineStep['kind']>(
  steps: readonly TimelineStep[],
  kind: K,
): Extract<TimelineStep, { kind: K }> | undefined {
  return steps.findLast((step): step is Extract<TimelineStep, { kind: K }> => step.kind === kind);
}
