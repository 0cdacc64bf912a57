import type { TimelineStep } from '../../model/timeline.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
export type TimelineEntry = WithoutTime<TimelineStep>;

/** The timeline of a case, written as it happens, on this machine's clock. */
export interface CaseLog {
  add(entry: TimelineEntry): void;
  steps(): TimelineStep[];
}

export function createCaseLog(now: () => Date = () => new Date()): CaseLog {
  const steps: TimelineStep[] = [];

  return {
    add: (entry) => void steps.push({ ...entry, at: now().toISOString() }),
    steps: () => [...steps],
  };
}
