import { createMint, type Mint } from '../../canary/mint.ts';
import type { Mark } from '../../capture/recorder.ts';
import type { IdentityValue } from '../../model/identity.ts';
import type { RecordedMode } from '../../model/mode.ts';
import type { Plan, PlannedCase } from '../../model/plan.ts';
import type { Phase } from '../../model/timeline.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { tell } from '../progress.ts';
import { type CaseLog, createCaseLog } from './case-log.ts';
import { limited } from './limit.ts';
import type { Station } from './station.ts';

/** How long each kind of step may take, real milliseconds. */
export const LIMITS = { screen: 60_000, phone: 90_000, page: 30_000 };

/** One case while it is worked on: what was planted, done and seen so far. */
export interface CaseWork {
  planned: PlannedCase;
  startedAt: string;
  mode: RecordedMode;
  /** Under what the handset's ledger knows it. */
  by: { run: string; case: string };
  mint: Mint;
  /** Mints for the same story in normal mode; what it plants is no canary of the case. */
  twinMint: Mint;
  /** How many fresh identities the story was begun under. */
  identities: number;
  /** The handset's own values, by which a person could be told. */
  identity: IdentityValue[];
  log: CaseLog;
  /** Where the recording of the case begins: where the account of the one before ended, that nothing falls between them. */
  mark: Mark;
  markedAt: string;
  /** When the last canary of the case had been used, on the handset's clock; undefined before. */
  lastUseMs: number | undefined;
  /** Whether private mode was seen to be left, the last time that somebody looked. */
  privateLeft: boolean;
  /** What was seen besides the recorder's own events. */
  events: VisibilityEvent[];
  screens: Map<string, Buffer>;
  /** Tells whoever watches the run what it waits for. */
  phase(phase: Phase, aboutMs: number): void;
  step<T>(name: string, limitMs: number, action: () => Promise<T>): Promise<T>;
}

export function beginCase(plan: Plan, runDir: string, station: Station, planned: PlannedCase): CaseWork {
  const log = createCaseLog();
  const by = { run: plan.run, case: planned.id };
  const { ledger } = station;

  return {
    planned,
    startedAt: new Date().toISOString(),
    mode: { ...planned.mode, switch: null },
    by,
    mint: createMint({ onMinted: (canaries) => ledger.add(by, 'case', canaries) }),
    twinMint: createMint({ prefix: 'twin-', onMinted: (canaries) => ledger.add(by, 'twin', canaries) }),
    identities: 0,
    identity: [],
    log,
    mark: station.account.mark,
    markedAt: station.account.at,
    lastUseMs: undefined,
    privateLeft: false,
    events: [],
    screens: new Map(),
    phase: (phase, aboutMs) => tell(runDir, { kind: 'phase', case: planned.id, phase, aboutMs }),
    step(name, limitMs, action) {
      log.add({ kind: 'step', name });
      tell(runDir, { kind: 'step', case: planned.id, name });

      return limited(name, limitMs, action);
    },
  };
}
