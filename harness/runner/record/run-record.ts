import { join } from 'node:path';
import type { CaseRecord } from '../../model/case.ts';
import type { Expectation } from '../../model/expectations.ts';
import type { HandsetFacts } from '../../model/handset.ts';
import type { Batch, Plan, PlannedCase } from '../../model/plan.ts';
import type { Gate, Run, RunCase, ToolVersions } from '../../model/run.ts';
import { folderOfCase } from '../../model/case.ts';
import { releaseSchema } from '../../model/release.ts';
import type { Reason } from '../../model/verdict.ts';
import { expectedOf, judgeGate } from '../../verdict/index.ts';
import { parseHandsets } from '../handset-choice.ts';

/** The run of a plan before any case has started. */
export function plannedRun(plan: Plan, tool: ToolVersions, expectations: readonly Expectation[]): Run {
  const cases = plan.batches.flatMap((batch) =>
    batch.cases.map((planned) => plannedRow(planned, batch, handsetKindOf(plan), expectations)),
  );

  return {
    schema: 'leakgate/run@1',
    id: plan.run,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    rules: plan.rules,
    tool,
    handsets: [],
    ...(Object.keys(plan.capabilities).length > 0 && { capabilities: plan.capabilities }),
    cases,
    skipped: plan.skipped,
    gate: null,
    files: {},
  };
}

function plannedRow(
  { id, scenario, mode }: PlannedCase,
  { release }: Batch,
  on: 'simulated' | 'real',
  expectations: readonly Expectation[],
): RunCase {
  return {
    id,
    state: 'planned',
    handset: null,
    release: releaseSchema.parse(release),
    scenario,
    mode: { ...mode, switch: null },
    verdict: null,
    expected: expectedOf({ on, release, scenario, mode }, expectations),
    reasons: [],
    findings: 0,
    recipients: [],
    attempts: 0,
    durationMs: 0,
    evidence: `cases/${folderOfCase(id)}/`,
    files: {},
  };
}

/** Whether a plan's handsets are simulated or real: a run never has both. */
export function handsetKindOf({ handsets }: Plan): 'simulated' | 'real' {
  return parseHandsets(handsets).simulated ? 'simulated' : 'real';
}

/** A run that has ended: its gate has decided. */
export type EndedRun = Run & { finishedAt: string; gate: Gate };

/** The run with a handset added to its list, or updated. A handset with another way of interception gets its own row. */
export function withHandset<R extends Run>(run: R, facts: HandsetFacts): R {
  const index = indexOfHandset(run, facts);
  if (index < 0) return { ...run, handsets: [...run.handsets, facts] };
  const keptSpeeds = [run.handsets[index]?.keptSpeed, facts.keptSpeed].filter((speed) => speed !== undefined);
  const updated = { ...facts, ...(keptSpeeds.length > 0 && { keptSpeed: Math.min(...keptSpeeds) }) };

  return { ...run, handsets: run.handsets.with(index, updated) };
}

function indexOfHandset({ handsets }: Run, { serial, interception }: HandsetFacts): number {
  return handsets.findIndex((handset) => handset.serial === serial && handset.interception === interception);
}

/** The run with one row changed; the same run where it has no such case. */
export function withRow<R extends Run>(run: R, id: string, change: Partial<RunCase>): R {
  return { ...run, cases: run.cases.map((row) => (row.id === id ? { ...row, ...change } : row)) };
}

/** The run with the results in a decided case's record. */
export function withDecided<R extends Run>(run: R, id: string, record: CaseRecord): R {
  const withItsHandset = withHandset(run, record.facts.handset);

  return withRow(withItsHandset, id, {
    state: 'decided',
    handset: indexOfHandset(withItsHandset, record.facts.handset),
    mode: record.facts.mode,
    verdict: record.verdict,
    reasons: record.reasons,
    findings: record.findings.length,
    recipients: record.recipients,
    attempts: record.attempt,
    durationMs: Date.parse(record.finishedAt) - Date.parse(record.startedAt),
    files: record.files,
  });
}

/** Ends a run: cases without a verdict become inconclusive, then the gate decides. */
export function endRun(
  run: Run,
  options: { reasonNotRun: (row: RunCase) => Reason; expectations: readonly Expectation[]; fault: boolean },
): EndedRun {
  const cases = run.cases.map(
    (row): RunCase =>
      row.state === 'decided'
        ? row
        : { ...row, verdict: 'inconclusive', reasons: [options.reasonNotRun(row)] },
  );
  const finishedAt = new Date().toISOString();
  const ended = { ...run, cases, finishedAt };
  const nothingDecided = cases.every((row) => row.state !== 'decided');
  const gate = judgeGate(ended, options.expectations, finishedAt.slice(0, 10));

  return {
    ...ended,
    gate: options.fault && nothingDecided ? { ...gate, passed: false, exitCode: 3 } : gate,
  };
}

export function caseDirOf(runDir: string, id: string): string {
  return join(runDir, 'cases', folderOfCase(id));
}
