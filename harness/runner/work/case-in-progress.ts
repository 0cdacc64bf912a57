import { createCanaryGenerator, type CanaryGenerator } from '../../canary/generator.ts';
import type { HandsetLedger } from '../../evidence/handset-ledger.ts';
import type { IdentityValue } from '../../model/identity.ts';
import type { PlannedCase } from '../../model/plan.ts';
import type { Phase } from '../../model/timeline.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { reportProgress } from '../progress.ts';
import { limited } from './limit.ts';
import { createTimelineLog, type TimelineLog } from './timeline.ts';

/** How long each kind of step may take, real milliseconds. */
export const LIMITS = { screen: 60_000, phone: 90_000, page: 30_000 };

/** A case that has begun. What is generated, done and seen from here on is only ever added. */
export interface BegunCase {
  planned: PlannedCase;
  startedAt: string;
  /** Its name in the handset ledger. */
  by: { run: string; case: string };
  canaries: CanaryGenerator;
  /** For the twin; these are not canaries of the case. */
  twinCanaries: CanaryGenerator;
  log: TimelineLog;
  /** What was seen besides the recorder's own events. */
  events: VisibilityEvent[];
  screens: Map<string, Buffer>;
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
  /** When the scenario had used its last canary, on the handset's clock; undefined where the handset did not say. */
  lastUseMs: number | undefined;
}

/** How far a case came. */
export type CaseInProgress =
  | { reached: 'begun'; work: BegunCase }
  | { reached: 'arranged'; work: ArrangedCase }
  | { reached: 'browsed'; work: BrowsedCase };

export function beginCase(
  { ledger }: { ledger: HandsetLedger },
  of: { runDir: string; run: string; planned: PlannedCase },
): BegunCase {
  const { runDir, planned } = of;
  const log = createTimelineLog();
  const by = { run: of.run, case: planned.id };

  return {
    planned,
    startedAt: new Date().toISOString(),
    by,
    canaries: createCanaryGenerator({ onGenerated: (canaries) => ledger.add(by, 'case', canaries) }),
    twinCanaries: createCanaryGenerator({
      prefix: 'twin-',
      onGenerated: (canaries) => ledger.add(by, 'twin', canaries),
    }),
    log,
    events: [],
    screens: new Map(),
    reportPhase: (phase, aboutMs) =>
      reportProgress(runDir, { kind: 'phase', case: planned.id, phase, aboutMs }),
    step(name, limitMs, action) {
      log.add({ kind: 'step', name });
      reportProgress(runDir, { kind: 'step', case: planned.id, name });

      return limited(name, limitMs, action);
    },
  };
}
