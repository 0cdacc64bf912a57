import type { WaitResult } from '../../handset/wait.ts';
import type { Phase } from '../../model/timeline.ts';
import type { CaseWork } from './case-work.ts';
import type { Station } from './station.ts';

/** Real time that a wait may take beyond the handset's own. */
const SLACK_MS = 90_000;

/** A wait on the handset's clock. With a `package`, it is seen how long that was awake. */
export interface Wait {
  name: string;
  phase: Phase;
  handsetMs: number;
  package?: string;
}

/** Waits as a step of a case, and then for quiet with no request open. */
export function waitStep(work: CaseWork, station: Station, wait: Wait): Promise<WaitResult> {
  const { handset, recorder, facts } = station;
  const limit = (3 * wait.handsetMs) / facts.speed + SLACK_MS;

  return work.step(wait.name, limit, () =>
    handset.wait(wait.handsetMs, {
      phase: wait.phase,
      quiet: () => recorder.quietMs(),
      open: () => recorder.open().length,
      ...(wait.package !== undefined && { package: wait.package }),
    }),
  );
}
