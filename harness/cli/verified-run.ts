import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readPlan } from '../evidence/folders.ts';
import { folderOfCase } from '../model/case.ts';
import type { Expectation } from '../model/expectations.ts';
import type { Plan } from '../model/plan.ts';
import type { Gate, Run } from '../model/run.ts';
import { handsetKindOf } from '../runner/record/run-record.ts';
import { readKeptExpectations } from '../runner/rules.ts';
import { expectedOf, judgeGate } from '../verdict/index.ts';

/**
 * Compares run.json with its sources: the plan, the cases' folders, and the expectations in the run's folder, not the project's
 * current ones.
 * @returns a phrase for each difference
 * @throws {Fault} where plan or expectations are missing or broken
 */
export async function compareWithFolder(runDir: string, run: Run): Promise<string[]> {
  const plan = await readPlan(runDir);
  const expectations = await readKeptExpectations(runDir);

  return [
    ...compareWithPlan(run, plan),
    ...(await findUnknownFolders(runDir, run)),
    ...compareWithExpectations(run, plan, expectations),
    ...compareWithGate(run, expectations),
  ];
}

function compareWithPlan(run: Run, plan: Plan): string[] {
  const planned = plan.batches.flatMap(({ cases }) => cases.map(({ id }) => id));
  const ids = run.cases.map(({ id }) => id);

  return [
    ...(plan.run === run.id ? [] : [`plan.json belongs to another run: ${plan.run}`]),
    ...(plan.rules === run.rules ? [] : ['run.json and plan.json name different digests of the rules']),
    ...planned
      .filter((id) => !ids.includes(id))
      .map((id) => `plan.json lists the case ${id}, but run.json does not`),
    ...ids
      .filter((id) => !planned.includes(id))
      .map((id) => `run.json has the case ${id}, but it is not in the plan (plan.json)`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `run.json has the case ${id} twice`),
    ...(isDeepStrictEqual(plan.skipped, run.skipped)
      ? []
      : ['run.json and plan.json list different skipped cases']),
  ];
}

/** Folders of cases that are not in run.json: a missing case may be the one that leaks. */
async function findUnknownFolders(runDir: string, run: Run): Promise<string[]> {
  const known = new Set(run.cases.map(({ id }) => folderOfCase(id)));
  const dir = join(runDir, 'cases');
  const present = existsSync(dir) ? await readdir(dir) : [];

  return present
    .filter((name) => !known.has(name))
    .sort()
    .map((name) => `cases/${name}/ is the folder of a case that run.json does not list`);
}

function compareWithExpectations(run: Run, plan: Plan, expectations: readonly Expectation[]): string[] {
  return run.cases
    .filter(
      ({ release, scenario, mode, expected }) =>
        !isDeepStrictEqual(
          expected,
          expectedOf({ on: handsetKindOf(plan), release, scenario, mode }, expectations),
        ),
    )
    .map(
      ({ id }) =>
        `run.json and apks/expectations.yaml in the run's folder expect different verdicts of ${id}`,
    );
}

function compareWithGate(run: Run, expectations: readonly Expectation[]): string[] {
  if (!run.gate || run.finishedAt === null) return ['run.json has no result of the gate'];
  const now = judgeGate(run, expectations, run.finishedAt.slice(0, 10));
  if (now.passed !== run.gate.passed || now.exitCode !== run.gate.exitCode)
    return [
      `run.json says that the gate ${describeGate(run.gate)}; with the run's expectations, the gate ${describeGate(now)}`,
    ];

  return isDeepStrictEqual([now.failures, now.changed ?? []], [run.gate.failures, run.gate.changed ?? []])
    ? []
    : ["the gate's failures or changes in run.json differ from those that the run's expectations give"];
}

function describeGate({ passed, exitCode }: Gate): string {
  return `${passed ? 'passes' : 'fails'} (exit code ${exitCode})`;
}
