import type { TimelineStep } from '../../model/timeline.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
export type TimelineEntry = WithoutTime<TimelineStep>;

/** The timeline of a case, written as it happens, on this machine's clock. */
export interface CaseLog {
  /** @param at when it began, where that was earlier; now where left out */
  add(entry: TimelineEntry, at?: string): void;
  /** In the order of time. */
  steps(): TimelineStep[];
}

export function createCaseLog(now: () => Date = () => new Date()): CaseLog {
  const steps: TimelineStep[] = [];

  return {
    add: (entry, at = now().toISOString()) => void steps.push({ ...entry, at }),
    steps: () => steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
}
