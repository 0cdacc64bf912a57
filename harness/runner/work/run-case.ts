import { reasonOf } from '../../model/fault.ts';
import { isPrivateProof } from '../../model/step-proofs.ts';
import { STAGES } from '../../dependence/index.ts';
import type { Plan, PlannedCase } from '../../model/plan.ts';
import { windowOf } from '../../releases/window.ts';
import type { Tables } from '../tables.ts';
import { arrange } from './arrange.ts';
import {
  type ArrangedCase,
  beginCase,
  type BegunCase,
  type BrowsedCase,
  type CaseInProgress,
} from './case-in-progress.ts';
import { conclude, type RecordedCase } from './conclude.ts';
import type { Interruption } from './diagnose.ts';
import { mergeResults, type ScenarioResult } from './expectations.ts';
import { soakedWindow } from '../schedule/case-time.ts';
import { createFixtures, type Scenario } from './fixtures.ts';
import { withTimeLimit, StepTimeout } from './limit.ts';
import { readUptime } from './phone-readings.ts';
import { runScenario } from './scenario-run.ts';
import type { Station } from './station.ts';
import { lastOf } from './timeline.ts';
import { runTwin } from './twin.ts';
import { waitForUploads, waitIdle } from './waits.ts';

const SOURCE_LIMIT_MS = 10_000;

export interface CaseSetup {
  runDir: string;
  plan: Plan;
  planned: PlannedCase;
  scenario: Scenario;
  station: Station;
  tables: Tables;
  /** Finds the cause of an error. */
  diagnose(error: unknown): Promise<Interruption>;
}

/** A case that was judged, and what its scenario declared. */
export interface EndedCase extends RecordedCase {
  result: ScenarioResult;
  /** Why no further case can run on this handset; undefined where the next one can. */
  fatal: string | undefined;
}

/** Runs the scenario of a case to its end; then waits, runs further identities and the twin, and judges. Always ends in a record. */
export async function runCase(setup: CaseSetup): Promise<EndedCase> {
  const { runDir, plan, planned, station, tables } = setup;
  const begun = beginCase(station, { runDir, run: plan.run, planned });
  const { progress, result, fatal } = await recordCase(begun, setup);
  const recorded = await conclude(progress, station, { runDir, rules: plan.rules, tables });

  return { ...recorded, result, fatal };
}

interface Recorded {
  progress: CaseInProgress;
  result: ScenarioResult;
  fatal: string | undefined;
}

/** Does everything on the handset for a case. If a step fails, the case is judged from what was recorded until then. */
async function recordCase(work: BegunCase, setup: CaseSetup): Promise<Recorded> {
  const { plan, station, tables } = setup;
  const windowMs = windowOf(station.batch.release.sdks, tables.sdks);
  let progress: CaseInProgress = { reached: 'begun', work };
  let result: ScenarioResult | undefined;
  let privateModeLeft = false;
  try {
    for (let identity = 1; identity <= countIdentities(work, plan); identity++) {
      const arranged = await arrange(work, station);
      progress = withArrangedIdentity(progress, arranged);
      await waitIdle(arranged, station);
      result = mergeResults(result, await runOnce(work, setup, 'case'));
      const fatal = result.kind === 'failed' ? await noteFailure(work, setup, result.error) : undefined;
      const isComplete = result.kind === 'ended' && result.expectations.length > 0;
      if (result.kind === 'ended' && !isComplete) noteNotJudged(work);
      // A scenario that failed may have caused uploads too, and those are leaks all the same.
      if (fatal !== undefined || !(isComplete || hasBrowsed(work))) return { progress, result, fatal };
      const browsed: BrowsedCase = { ...arranged, lastUseMs: await readUptime(station) };
      progress = { reached: 'browsed', work: browsed };
      const isLast = identity === countIdentities(work, plan);
      const lastWindowMs = isLast ? soakedWindow(windowMs, plan) : windowMs;
      ({ privateModeLeft } = await waitForUploads(browsed, station, windowMs, lastWindowMs));
      if (!isComplete) return { progress, result, fatal };
    }
    work.log.add({ kind: 'story-ended' });
    if (plan.twin && work.planned.mode.private && !hasBlocks(work))
      await runTwin(work, station, { privateModeLeft, windowMs }, async () => {
        const twin = await runOnce(work, setup, 'twin');
        if (twin.kind === 'failed') throw twin.error;
      });

    return { progress, result: result ?? { kind: 'ended', expectations: [] }, fatal: undefined };
  } catch (error) {
    const fatal = await noteFailure(work, setup, error);

    return { progress, result: result ?? { kind: 'failed', error, expectations: [] }, fatal };
  }
}

function runOnce(work: BegunCase, setup: CaseSetup, use: 'case' | 'twin'): Promise<ScenarioResult> {
  return runScenario(setup.scenario, (actions) => createFixtures(work, setup, use, actions));
}

/** The progress after a fresh identity: `browsed` if canaries were used under an earlier identity. */
function withArrangedIdentity(before: CaseInProgress, arranged: ArrangedCase): CaseInProgress {
  return before.reached === 'browsed'
    ? { reached: 'browsed', work: { ...arranged, lastUseMs: before.work.lastUseMs } }
    : { reached: 'arranged', work: arranged };
}

/** How many identities the case needs: a scenario with blocks of pages runs once for each stage, one with other blocks once. */
function countIdentities(work: BegunCase, { identities }: Plan): number {
  const block = lastOf(work.log.steps(), 'block');
  if (!block) return identities;

  return block.stage === undefined ? 1 : STAGES.length;
}

/** Whether the scenario ran blocks. Blocks are compared with each other, so they need no twin. */
function hasBlocks({ log }: BegunCase): boolean {
  return lastOf(log.steps(), 'block') !== undefined;
}

/** Whether a canary may have been used: typed into a private tab, or loaded. */
function hasBrowsed({ log }: BegunCase): boolean {
  return log.steps().some((step) => step.kind === 'page-loaded' || isPrivateProof(step));
}

function noteNotJudged({ events }: BegunCase): void {
  events.push({
    kind: 'broken',
    at: new Date().toISOString(),
    what: 'not-judged',
    detail: 'the scenario declared no expectation',
  });
}

/**
 * Notes the failure and its cause in the case.
 * @returns why no further step is possible on the handset; undefined if one is
 */
async function noteFailure(work: BegunCase, setup: CaseSetup, error: unknown): Promise<string | undefined> {
  const event = await setup.diagnose(error);
  work.events.push(event);
  work.log.add({ kind: 'step', name: `failed: ${event.what}`, detail: event.detail });
  await keepScreen(work, setup.station);
  const isFatal = error instanceof StepTimeout || event.what === 'appium' || event.what === 'handset';

  return isFatal ? reasonOf(error) : undefined;
}

/** Keeps picture and page source of the first failure: later ones may be its consequences. */
async function keepScreen(work: BegunCase, { handset }: Station): Promise<void> {
  if (work.screens.has('failed.xml')) return;
  try {
    const source = await withTimeLimit('keep the page source', SOURCE_LIMIT_MS, () => handset.source());
    work.screens.set('failed.xml', Buffer.from(source));
    const shot = await withTimeLimit('keep the picture', SOURCE_LIMIT_MS, () => handset.screenshot());
    if (shot.kind === 'taken') work.screens.set('failed.png', shot.png);
  } catch (error) {
    work.log.add({ kind: 'step', name: 'the screen of the failure was not kept', detail: reasonOf(error) });
  }
}
