import { readCaseRecord, writeRun } from '../../evidence/folders.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { Progress } from '../progress.ts';
import { caseDirOf, withDecided, withHandset, withRow } from '../record/run-record.ts';
import type { Narrator } from './narrator.ts';
import { followProgress } from './progress-tail.ts';
import type { TimeLeft } from './time-left.ts';

const WRITE_EVERY_MS = 1000;

/** What the workers of a run have reported so far. */
export interface Reported {
  run: Run;
  /** Why a batch could not run, by its id. */
  failed: ReadonlyMap<string, string>;
}

/** `run.json` while workers report; nothing else writes it meanwhile. */
export interface RunRecord {
  reported(): Reported;
  /** Resolves once every report is read. */
  stop(): Promise<void>;
}

/** Follows what the workers report and writes `run.json`, at most once a second. */
export function keepRecord(
  runDir: string,
  planned: Run,
  { narrator, timeLeft }: { narrator: Narrator; timeLeft: TimeLeft },
): RunRecord {
  let run = planned;
  const failed = new Map<string, string>();
  let dirty = false;
  let pending: Promise<void> = Promise.resolve();
  const inTurn = (what: string, action: () => Promise<void>): void => {
    pending = pending.then(action).catch((error: unknown) => narrator.say(`${what}: ${reasonOf(error)}`));
  };
  const rowOf = (id: string): RunCase | undefined => run.cases.find((each) => each.id === id);
  const decide = async (id: string): Promise<RunCase | undefined> => {
    run = withDecided(run, id, await readCaseRecord(caseDirOf(runDir, id)));

    return rowOf(id);
  };
  const take = async (progress: Progress): Promise<void> => {
    const row = 'case' in progress ? rowOf(progress.case) : undefined;
    if (progress.kind === 'handset') {
      run = withHandset(run, progress.facts);
    } else if (progress.kind === 'batch-failed') {
      failed.set(progress.batch, progress.why);
      timeLeft.failed(progress.batch);
    } else if (progress.kind === 'said') {
      narrator.say(progress.text);
    } else if (row && progress.kind === 'case-started') {
      run = withRow(run, row.id, { state: 'running' });
      timeLeft.started(row.id, progress.serial);
      narrator.started(row, progress.serial);
    } else if (row && progress.kind === 'case-decided') {
      const decided = await decide(row.id);
      timeLeft.decided(row.id);
      if (decided) narrator.decided(decided, run, timeLeft.ms());
    } else if (row && progress.kind === 'phase') {
      narrator.waits(row, progress.phase, progress.aboutMs);
    } else if (row && progress.kind === 'case-judged-again') {
      const decided = await decide(row.id);
      if (decided && decided.verdict !== row.verdict)
        narrator.judgedAgain(decided, row.verdict, progress.why);
    }
  };
  const tail = followProgress(runDir, (progress) => {
    dirty = true;
    inTurn('a report of a worker could not be used', () => take(progress));
  });
  const timer = setInterval(() => {
    if (!dirty) return;
    dirty = false;
    inTurn('run.json could not be written', () => writeRun(runDir, run));
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
