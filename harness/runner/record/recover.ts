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
import { caseDirOf, plannedRun, settle } from './run-record.ts';

/**
 * The run as `run.json` has it; as planned where none was written yet.
 * @throws {Fault} where there is one that cannot be read: what it says must not be lost to an empty plan
 */
export async function recoverRun(runDir: string, plan: Plan, tables: Tables): Promise<Run> {
  if (!existsSync(join(runDir, 'run.json'))) return plannedRun(plan, toolVersions(null), tables.expectations);

  return await readRun(runDir);
}

/**
 * Takes over what the folder of each case says when all is done: the report of it may have been lost with the worker that
 * wrote it. What was decided stays decided, and a leak counts however its case ended.
 */
export async function takeFolders(
  runDir: string,
  run: Run,
  judging: Again<TiedJudgement>,
  say: (text: string) => void,
): Promise<void> {
  for (const row of run.cases) {
    const dir = caseDirOf(runDir, row.id);
    // The record is written last: a folder without one was given up half-way.
    if (!existsSync(join(dir, 'case.json'))) continue;
    try {
      settle(row, await finishJudging(dir, judging), run);
    } catch (error) {
      say(`${row.id} cannot be read from its folder: ${reasonOf(error)}`);
      // Nobody could reach its verdict again; a leak that was reported stands all the same.
      if (row.verdict !== 'leaks') row.state = 'running';
    }
  }
}
