import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import { type Again, finishJudging } from '../../evidence/rejudge.ts';
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
 * The run with what the folder of each case says: the report of a case may have been lost with the worker that wrote the folder.
 * A decided case stays decided, and a leak counts however its case ended.
 */
export async function withFolders(
  runDir: string,
  run: Run,
  judging: Again<TiedJudgement>,
  say: (text: string) => void,
): Promise<Run> {
  let recovered = run;
  for (const row of run.cases) {
    const dir = caseDirOf(runDir, row.id);
    // The record is written last: a folder without one is of a case that was given up halfway.
    if (!existsSync(join(dir, 'case.json'))) continue;
    try {
      recovered = withDecided(recovered, row.id, await finishJudging(dir, judging));
    } catch (error) {
      say(`${row.id}: its folder cannot be read: ${reasonOf(error)}`);
      // Its verdict could not be reached again from the folder. A leak that was reported counts all the same.
      if (row.verdict !== 'leaks') recovered = withRow(recovered, row.id, { state: 'running' });
    }
  }

  return recovered;
}
