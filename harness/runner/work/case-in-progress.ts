import {
  createCanaryGenerator,
  type CanaryGenerator,
  type Search,
  type Visit,
} from '../../canary/generator.ts';
import type { HandsetLedger } from '../../evidence/handset-ledger.ts';
import type { IdentityValue } from '../../model/identity.ts';
import type { PlannedCase } from '../../model/plan.ts';
import type { Phase } from '../../model/timeline.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { reportProgress } from '../progress.ts';
import { withTimeLimit } from './limit.ts';
import { createTimelineLog, type TimelineLog } from './timeline.ts';

/** How long each kind of step may take on a usual phone, real milliseconds; on a slow one, in proportion longer. */
export const LIMITS = { screen: 60_000, phone: 90_000, page: 30_000 };

/** What a run reads beyond what all recordings have; see the step `capabilities`. */
const READS = [
  'jobs',
  'counter-proof',
  'path-control',
  'phone-state',
  'direct-traffic',
  'unrecorded-packets',
] as const;

/** A case that has begun. Its canaries, log, events and screens are only ever added to. */
export interface BegunCase {
  planned: PlannedCase;
  startedAt: string;
  /** Identifies the case in the handset ledger. */
  reference: { run: string; case: string };
  canaries: CanaryGenerator;
  /** Canaries of the twin; these are not canaries of the case. */
  twinCanaries: CanaryGenerator;
  log: TimelineLog;
  /** Events from other sources than the recorder. */
  events: VisibilityEvent[];
  screens: Map<string, Buffer>;
  /** What the first stage of an experiment visited or searched for first. */
  earlier: { page?: Visit | undefined; search?: (Search & { url: string }) | undefined };
  /** Reports what the case waits for, and for about how long in real milliseconds. */
  reportPhase(phase: Phase, aboutMs: number): void;
  /** Runs one step and keeps it in the timeline. @throws {StepTimeout} */
  step<T>(name: string, limitMs: number, action: () => Promise<T>): Promise<T>;
}

/** The browser has a fresh identity and shows its home screen. */
export interface ArrangedCase extends BegunCase {
  /** The handset's own values, by which a person could be identified. */
  identity: readonly IdentityValue[];
}

/** The scenario has run under this identity. */
export interface BrowsedCase extends ArrangedCase {
  /** When the scenario had used its last canary, on the handset's clock; undefined if the clock could not be read. */
  lastUseMs: number | undefined;
}

/** How far a case has got. */
export type CaseInProgress =
  | { reached: 'begun'; work: BegunCase }
  | { reached: 'arranged'; work: ArrangedCase }
  | { reached: 'browsed'; work: BrowsedCase };

export function beginCase(
  { ledger, limitScale }: { ledger: HandsetLedger; limitScale: number },
  options: { runDir: string; run: string; planned: PlannedCase },
): BegunCase {
  const { runDir, planned } = options;
  const log = createTimelineLog();
  log.add({ kind: 'capabilities', reads: [...READS] });
  const reference = { run: options.run, case: planned.id };

  return {
    planned,
    startedAt: new Date().toISOString(),
    reference,
    canaries: createCanaryGenerator({ onGenerated: (canaries) => ledger.add(reference, 'case', canaries) }),
    twinCanaries: createCanaryGenerator({
      prefix: 'twin-',
      onGenerated: (canaries) => ledger.add(reference, 'twin', canaries),
    }),
    log,
    events: [],
    screens: new Map(),
    earlier: {},
    reportPhase: (phase, aboutMs) =>
      reportProgress(runDir, { kind: 'phase', case: planned.id, phase, aboutMs }),
    step(name, limitMs, action) {
      log.add({ kind: 'step', name });
      reportProgress(runDir, { kind: 'step', case: planned.id, name });

      return withTimeLimit(name, limitMs * limitScale, action);
    },
  };
}
