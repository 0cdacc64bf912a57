import type { Browser } from 'webdriverio';
import { DEFAULT_BUDGET } from '../../detect/detector.ts';
import { readPlan } from '../../evidence/folders.ts';
import type { CaseRecord } from '../../model/case.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Batch, Plan, PlannedCase } from '../../model/plan.ts';
import { type Assignment, readAssignment } from '../assignment.ts';
import { tell } from '../progress.ts';
import { readTables, type Tables } from '../tables.ts';
import { closeAccount } from './aftermath.ts';
import { limited } from './limit.ts';
import { leakMessage, UndecidedError } from './matchers.ts';
import { playCase, type Story } from './play.ts';
import { openStation, type Station } from './station.ts';

const OPEN_LIMIT_MS = 300_000;
const CLOSE_LIMIT_MS = 120_000;

/** The work of this process: one batch on one handset. */
export interface Worker {
  batch: Batch;
  /** Registers a case; the phone is put back as it was after the last that is registered. */
  expectCase(): void;
  run(planned: PlannedCase, story: Story, session: Browser): Promise<void>;
}

function createWorker(runDir: string, plan: Plan, assignment: Assignment): Worker {
  const batch = plan.batches.find((each) => each.id === assignment.batch);
  if (!batch) throw new Fault(`the plan of ${runDir} has no batch ${assignment.batch}`);
  let left = 0;
  let station: Station | undefined;
  let tables: Tables | undefined;
  /** Why nothing more can be done on this handset. */
  let dead = assignment.refused;

  const open = async (session: Browser): Promise<{ station: Station; tables: Tables }> => {
    if (dead !== undefined) throw new Fault(`not run: ${dead}`);
    try {
      tables ??= await readTables(DEFAULT_BUDGET);
      const known = tables;
      station ??= await limited('make the handset ready', OPEN_LIMIT_MS, () =>
        openStation({ runDir, run: plan.run, batch, assignment, tables: known, session }),
      );

      return { station, tables };
    } catch (error) {
      dead = reasonOf(error);
      tell(runDir, { kind: 'batch-failed', batch: batch.id, why: dead });
      throw error;
    }
  };

  return {
    batch,
    expectCase: () => void (left += 1),
    async run(planned, story, session) {
      left -= 1;
      try {
        const ready = await open(session);
        tell(runDir, { kind: 'case-started', case: planned.id, serial: assignment.serial });
        const ended = await playCase({ runDir, plan, assignment, planned, story, session, ...ready });
        if (ended.fatal !== undefined) dead = ended.fatal;
        speak(ended.record);
      } finally {
        if (left === 0 || dead !== undefined) await closeOnce();
      }
    },
  };

  async function closeOnce(): Promise<void> {
    const closing = station;
    station = undefined;
    if (!closing) return;
    dead ??= 'its handset was put back already';
    await limited('search what came last', CLOSE_LIMIT_MS, async () => {
      if (tables) await closeAccount(closing, { runDir, run: plan.run, rules: plan.rules, tables });
    }).catch((error: unknown) =>
      process.stderr.write(`${assignment.serial}: what came after the last case: ${reasonOf(error)}\n`),
    );
    await limited('put the handset back as it was', CLOSE_LIMIT_MS, () => closing.close()).catch(
      (error: unknown) => process.stderr.write(`${assignment.serial}: ${reasonOf(error)}\n`),
    );
  }
}

/** Makes the test fail for a leak, break for a doubt and pass for clean. */
function speak(record: CaseRecord): void {
  if (record.verdict === 'clean') return;
  if (record.verdict === 'leaks') throw new LeakError(leakMessage(record));
  throw new UndecidedError(record);
}

/** Named so that reporters take it for a failed assertion. */
class LeakError extends Error {
  override readonly name = 'AssertionError';
}

export async function workerOfThisProcess(): Promise<Worker> {
  const runDir = process.env['LEAKGATE_RUN'];
  const id = process.env['WDIO_WORKER_ID'];
  if (!runDir || !id)
    throw new Fault('a spec was loaded outside of a run', {
      fix: 'use: npx leakgate run, or npx wdio run wdio.conf.ts',
    });

  return createWorker(runDir, await readPlan(runDir), readAssignment(runDir, id));
}
