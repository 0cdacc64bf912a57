import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import { type Judge, finishJudging } from '../../evidence/rejudge.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { TiedJudgement } from '../../verdict/index.ts';
import { toolVersions } from '../project.ts';
import type { Tables } from '../tables.ts';
import { caseDirOf, plannedRun, withDecided, withRow } from './run-record.ts';

/**
 * The run of `run.json`, or the planned run where no `run.json` was written yet.
 * @throws {Fault} where `run.json` cannot be read; it must not be replaced by an empty plan
 */
export async function recoverRun(runDir: string, plan: Plan, tables: Tables): Promise<Run> {
  if (!existsSync(join(runDir, 'run.json'))) return plannedRun(plan, toolVersions(null), tables.expectations);

  return await readRun(runDir);
}

/**
 * The run with the results in the folders of its cases: a worker that wrote a folder may have ended before it reported the case.
 * A decided case stays decided. A leak that was reported counts, even if the folder cannot be read.
 */
export async function withCaseFolders(
  runDir: string,
  run: Run,
  judge: Judge<TiedJudgement>,
  print: (text: string) => void,
): Promise<Run> {
  let recovered = run;
  for (const row of run.cases) {
    const dir = caseDirOf(runDir, row.id);
    // case.json is written last: a folder without it belongs to a case that was not finished.
    if (!existsSync(join(dir, 'case.json'))) continue;
    try {
      recovered = withDecided(recovered, row.id, await finishJudging(dir, judge));
    } catch (error) {
      print(`the folder of case ${row.id} cannot be read: ${reasonOf(error)}`);
      // The verdict cannot be reached again from the folder, so it is dropped. A leak that was reported is kept.
      if (row.verdict !== 'leaks') recovered = withRow(recovered, row.id, { state: 'running' });
    }
  }

  return recovered;
}
