import type { WaitResult } from '../../handset/wait.ts';
import type { Phase } from '../../model/timeline.ts';
import type { BegunCase } from './case-in-progress.ts';
import type { Station } from './station.ts';

/** Real milliseconds that a wait may take in addition to three times its planned length. */
const SLACK_MS = 90_000;

/** A wait on the handset's clock. With a `package`, the time that this app was awake is measured too. */
export interface Wait {
  name: string;
  phase: Phase;
  handsetMs: number;
  package?: string;
  /** Called after each minute of handset time. */
  eachMinute?: () => Promise<void>;
}

/** Waits as one step of a case, then until no request is open and traffic is quiet. */
export function waitOnHandset(work: BegunCase, station: Station, wait: Wait): Promise<WaitResult> {
  const { handset, recorder } = station;
  const limit = (3 * wait.handsetMs) / station.facts().speed + SLACK_MS;

  return work.step(wait.name, limit, () =>
    handset.wait(wait.handsetMs, {
      phase: wait.phase,
      quiet: () => recorder.quietMs(),
      open: () => recorder.openRequests().length,
      ...(wait.package !== undefined && { package: wait.package }),
      ...(wait.eachMinute && { eachMinute: wait.eachMinute }),
    }),
  );
}
