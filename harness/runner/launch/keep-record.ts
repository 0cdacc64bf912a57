import { readCaseRecord, writeRun } from '../../evidence/folders.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Run } from '../../model/run.ts';
import type { Progress } from '../progress.ts';
import type { Narrator } from './narrator.ts';
import type { TimeLeft } from './time-left.ts';
import { followProgress } from './progress-tail.ts';
import { caseDirOf, handsetIndex, settle } from '../record/run-record.ts';

const WRITE_EVERY_MS = 1000;

interface Followed {
  runDir: string;
  run: Run;
  narrator: Narrator;
  timeLeft: TimeLeft;
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
    state.timeLeft.failed(progress.batch);
  } else if (row && progress.kind === 'case-started') {
    row.state = 'running';
    state.timeLeft.started(row.id, progress.serial);
    state.narrator.started(row, progress.serial);
  } else if (row && progress.kind === 'case-decided') {
    settle(row, await readCaseRecord(caseDirOf(state.runDir, row.id)), state.run);
    state.timeLeft.decided(row.id);
    state.narrator.decided(row, state.run, state.timeLeft.ms());
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
