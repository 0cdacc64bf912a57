import { PAGE_SCENARIOS, planPageBlocks, STAGES } from '../../dependence/index.ts';
import { expectedRealMs } from '../../handset/wait.ts';
import type { Batch, PlannedCase } from '../../model/plan.ts';
import type { Sdk } from '../../model/sdk.ts';
import { BLOCK_WAITS_MS, planBlocks, WASHOUT_MS } from '../../sizes/index.ts';
import { windowOf } from '../../releases/window.ts';

/** Windows that are the same for every release, milliseconds of handset time. Other windows last as long as the slowest SDK waits. */
export const WINDOWS_MS = {
  /**
   * Before the first visit, so that it records what is sent without one: longer than Sensors' flush of 15 s, and than the 60 s after
   * which Chrome first sends its statistics (`metrics_reporting_scheduler.cc`).
   */
  idle: 65_000,
  /** Sensors ends a session 30 s after HOME and flushes then. */
  background: 45_000,
  /** Longer than Sensors' flush of 15 s. */
  afterPrivate: 20_000,
};

/** What decides how long a case waits. */
export interface WaitPlan {
  sdks: readonly Sdk[];
  clock: { simulated: boolean; speed: number };
  identities: number;
  twin: boolean;
  /** Compared blocks of each page in a stage of `depends-on-page`. */
  blocks: number;
  /** How long the last window before the twin lasts at least, handset milliseconds. */
  soakMs?: number;
}

/** About how long a case of a batch waits in its windows, real milliseconds. */
export function waitMsOf({ mode, scenario }: PlannedCase, { release }: Batch, plan: WaitPlan): number {
  const { idle, background, afterPrivate } = WINDOWS_MS;
  const windowMs = windowOf(release.sdks, plan.sdks);
  const sum = (waits: readonly number[]): number =>
    waits.reduce((ms, handsetMs) => ms + expectedRealMs(handsetMs, plan.clock), 0);
  const identityMs = sum([idle, windowMs, background, afterPrivate, windowMs]);
  const soakMs = sum([soakedWindow(windowMs, plan)]) - sum([windowMs]);
  const blocks = blocksOf(scenario, plan);
  if (blocks) {
    const planned = blocks.flat().filter(({ arm }) => arm !== 'washout');
    const visitMs = plan.clock.simulated ? SIMULATED_VISIT_MS : 0;
    const blocksMs =
      planned.length * sum([...BLOCK_WAITS_MS, WASHOUT_MS]) +
      planned.reduce((ms, { visits }) => ms + visits * visitMs, 0);

    return blocks.length * identityMs + blocksMs + soakMs;
  }
  const twinMs = plan.twin && mode.private ? sum([windowMs, background]) : 0;

  return plan.identities * identityMs + twinMs + soakMs;
}

/** How long the window after the last identity's relaunch lasts, milliseconds of handset time. */
export function soakedWindow(windowMs: number, { soakMs = 0 }: Pick<WaitPlan, 'soakMs'>): number {
  return Math.max(windowMs, soakMs);
}

/** The blocks of a scenario under each identity; undefined for scenarios without blocks. */
function blocksOf(
  scenario: string,
  { blocks }: WaitPlan,
): readonly (readonly { arm: string; visits: number }[])[] | undefined {
  if (PAGE_SCENARIOS.includes(scenario)) return STAGES.map((stage) => planPageBlocks('', blocks, stage));

  return scenario === 'size-of-uploads' ? [planBlocks('')] : undefined;
}

/** How long a visit in a block takes on a simulated handset, real milliseconds. A phone's blocks include their visits. */
const SIMULATED_VISIT_MS = 1_500;

/** How long the steps of a case take, without its waits: real milliseconds on an idle machine. */
export const CASE_STEPS_MS = 20_000;
/** How long a batch takes before its first case: real milliseconds on an idle machine. */
export const SESSION_START_MS = 12_000;
