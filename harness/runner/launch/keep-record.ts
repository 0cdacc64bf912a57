import { readCaseRecord, writeRun } from '../../evidence/folders.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { Progress } from '../progress.ts';
import { caseDirOf, withDecided, withHandset, withRow } from '../record/run-record.ts';
import type { Narrator } from './narrator.ts';
import { followProgress } from './progress-tail.ts';
import type { TimeLeft } from './time-left.ts';

const WRITE_EVERY_MS = 1000;

/** The run according to what its workers have reported so far. */
export interface ReportedState {
  run: Run;
  /** Why a batch could not run, by its id. */
  failed: ReadonlyMap<string, string>;
}

/** Keeps `run.json` current while workers run; no other code writes the file meanwhile. */
export interface RunRecord {
  reported(): ReportedState;
  /** Resolves once every report is read. */
  stop(): Promise<void>;
}

/** Follows the workers' progress and writes `run.json`, at most once a second. */
export function keepRecord(
  runDir: string,
  planned: Run,
  { narrator, timeLeft }: { narrator: Narrator; timeLeft: TimeLeft },
): RunRecord {
  let run = planned;
  const failed = new Map<string, string>();
  let hasChanged = false;
  let pending: Promise<void> = Promise.resolve();
  const enqueue = (failure: string, action: () => Promise<void>): void => {
    pending = pending
      .then(action)
      .catch((error: unknown) => narrator.print(`${failure}: ${reasonOf(error)}`));
  };
  const rowOf = (id: string): RunCase | undefined => run.cases.find((row) => row.id === id);
  const addDecided = async (id: string): Promise<RunCase | undefined> => {
    run = withDecided(run, id, await readCaseRecord(caseDirOf(runDir, id)));

    return rowOf(id);
  };
  const apply = async (progress: Progress): Promise<void> => {
    const row = 'case' in progress ? rowOf(progress.case) : undefined;
    if (progress.kind === 'handset') {
      run = withHandset(run, progress.facts);
    } else if (progress.kind === 'batch-failed') {
      failed.set(progress.batch, progress.why);
      timeLeft.failed(progress.batch);
    } else if (progress.kind === 'said') {
      narrator.print(progress.text);
    } else if (row && progress.kind === 'case-started') {
      run = withRow(run, row.id, { state: 'running' });
      timeLeft.started(row.id, progress.serial);
      narrator.caseStarted(row, progress.serial);
    } else if (row && progress.kind === 'case-decided') {
      const decided = await addDecided(row.id);
      timeLeft.decided(row.id);
      if (decided) narrator.caseDecided(decided, run, timeLeft.ms());
    } else if (row && progress.kind === 'phase') {
      narrator.caseWaits(row, progress.phase, progress.aboutMs);
    } else if (row && progress.kind === 'case-judged-again') {
      const decided = await addDecided(row.id);
      if (decided && decided.verdict !== row.verdict)
        narrator.caseJudgedAgain(decided, row.verdict, progress.why);
    }
  };
  const tail = followProgress(
    runDir,
    (progress) => {
      hasChanged = true;
      enqueue('a progress report from a worker could not be processed', () => apply(progress));
    },
    (text) => narrator.print(text),
  );
  const timer = setInterval(() => {
    if (!hasChanged) return;
    hasChanged = false;
    enqueue('run.json could not be written', () => writeRun(runDir, run));
  }, WRITE_EVERY_MS);

  return {
    reported: () => ({ run, failed }),
    async stop() {
      clearInterval(timer);
      await tail.stop();
      await pending;
    },
  };
}
