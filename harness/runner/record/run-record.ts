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

/** What `run.json` of a plan says before anything ran. */
export function plannedRun(plan: Plan, tool: ToolVersions, expectations: readonly Expectation[]): Run {
  const cases = plan.batches.flatMap((batch) =>
    batch.cases.map((planned) => plannedRow(planned, batch, plannedOn(plan), expectations)),
  );

  return {
    schema: 'leakgate/run@1',
    id: plan.run,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    rules: plan.rules,
    tool,
    handsets: [],
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

/** What a plan's cases are played on: a run has simulated handsets or real ones, never both. */
export function plannedOn({ handsets }: Plan): 'simulated' | 'real' {
  return handsets.some((handset) => /^sim(?:[:+]|$)/.test(handset)) ? 'simulated' : 'real';
}

/** Index of a handset in `run.handsets`, added where it is new; led to the recorder in another way, it is another row. */
export function handsetIndex(run: Run, facts: HandsetFacts): number {
  const at = run.handsets.findIndex(
    (each) => each.serial === facts.serial && each.interception === facts.interception,
  );
  if (at >= 0) {
    const kept = [run.handsets[at]?.keptSpeed, facts.keptSpeed].filter((speed) => speed !== undefined);
    run.handsets[at] = { ...facts, ...(kept.length > 0 && { keptSpeed: Math.min(...kept) }) };

    return at;
  }

  return run.handsets.push(facts) - 1;
}

/** Takes over what a decided case says of itself. */
export function settle(row: RunCase, record: CaseRecord, run: Run): void {
  row.state = 'decided';
  row.handset = handsetIndex(run, record.facts.handset);
  row.mode = record.facts.mode;
  row.verdict = record.verdict;
  row.reasons = record.reasons;
  row.findings = record.findings.length;
  row.recipients = record.recipients;
  row.attempts = record.attempt;
  row.durationMs = Date.parse(record.finishedAt) - Date.parse(record.startedAt);
  row.files = record.files;
}

/** Ends a run: what was planned and never decided is inconclusive, and the gate speaks. */
export function finish(
  run: Run,
  options: { notRun: (row: RunCase) => Reason; expectations: readonly Expectation[]; fault: boolean },
): Gate {
  for (const row of run.cases) {
    if (row.state === 'decided') continue;
    row.verdict = 'inconclusive';
    row.reasons = [options.notRun(row)];
  }
  run.finishedAt = new Date().toISOString();
  const nothingDecided = run.cases.every((row) => row.state !== 'decided');
  const judged = judgeGate(run, options.expectations, run.finishedAt.slice(0, 10));
  const gate: Gate = options.fault && nothingDecided ? { ...judged, passed: false, exitCode: 3 } : judged;
  run.gate = gate;

  return gate;
}

export function caseDirOf(runDir: string, id: string): string {
  return join(runDir, 'cases', folderOfCase(id));
}
