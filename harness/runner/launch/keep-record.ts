import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCaseRecord, readRun, writeRun } from '../../evidence/folders.ts';
import { type Again, finishJudging } from '../../evidence/rejudge.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { TiedJudgement } from '../../verdict/judge.ts';
import type { Progress } from '../progress.ts';
import { toolVersions } from '../project.ts';
import type { Tables } from '../tables.ts';
import type { Narrator } from './narrator.ts';
import { followProgress } from './progress-tail.ts';
import { caseDirOf, handsetIndex, plannedRun, settle } from './run-record.ts';

const WRITE_EVERY_MS = 1000;

interface Followed {
  runDir: string;
  run: Run;
  narrator: Narrator;
  /** Why a batch could not be run, by its id. */
  failed: Map<string, string>;
}

/** Writes `run.json` as the workers report: at most once a second. */
export function keepRecord(state: Followed): () => Promise<void> {
  let dirty = false;
  let pending: Promise<void> = Promise.resolve();
  const inTurn = (what: string, action: () => Promise<void>): void => {
    pending = pending
      .then(action)
      .catch((error: unknown) => state.narrator.say(`${what}: ${reasonOf(error)}`));
  };
  const tail = followProgress(state.runDir, (progress) => {
    dirty = true;
    inTurn('a report of a worker could not be taken', () => take(state, progress));
  });
  const timer = setInterval(() => {
    if (!dirty) return;
    dirty = false;
    inTurn('run.json could not be written', () => writeRun(state.runDir, state.run));
  }, WRITE_EVERY_MS);

  return async () => {
    clearInterval(timer);
    await tail.stop();
    await pending;
  };
}

async function take(state: Followed, progress: Progress): Promise<void> {
  const row = 'case' in progress ? state.run.cases.find((each) => each.id === progress.case) : undefined;
  if (progress.kind === 'handset') {
    handsetIndex(state.run, progress.facts);
  } else if (progress.kind === 'batch-failed') {
    state.failed.set(progress.batch, progress.why);
  } else if (row && progress.kind === 'case-started') {
    row.state = 'running';
    state.narrator.started(row, progress.serial);
  } else if (row && progress.kind === 'case-decided') {
    settle(row, await readCaseRecord(caseDirOf(state.runDir, row.id)), state.run);
    state.narrator.decided(row, state.run);
  } else if (row && progress.kind === 'phase') {
    state.narrator.waits(row, progress.phase, progress.aboutMs);
  } else if (row && progress.kind === 'case-judged-again') {
    const before = row.verdict;
    settle(row, await readCaseRecord(caseDirOf(state.runDir, row.id)), state.run);
    if (before !== row.verdict) state.narrator.judgedAgain(row, before, progress.why);
  } else if (progress.kind === 'said') {
    state.narrator.say(progress.text);
  }
}

/** The run as it was last written, where the launcher that knew it is gone. */
export async function recoverRun(runDir: string, plan: Plan, tables: Tables): Promise<Run> {
  return readRun(runDir).catch(() => plannedRun(plan, toolVersions(null), tables.expectations));
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
