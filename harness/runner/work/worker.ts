import type { Browser } from 'webdriverio';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan } from '../../evidence/folders.ts';
import { limitScale, measureRoundTrip } from '../../handset/round-trip.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Batch, Plan, PlannedCase } from '../../model/plan.ts';
import { type Assignment, readAssignment } from '../assignment.ts';
import { reportProgress } from '../progress.ts';
import { readTables, type Tables } from '../tables.ts';
import { keptRulesOf } from '../rules.ts';
import { searchOrReport } from './aftermath.ts';
import { diagnose } from './diagnose.ts';
import { checkExpectations } from './expectations.ts';
import type { Scenario } from './fixtures.ts';
import { withTimeLimit } from './limit.ts';
import { runCase } from './run-case.ts';
import { openStation, type Station } from './station.ts';

/** Limits on a usual phone; on a slow one, in proportion longer. */
const OPEN_LIMIT_MS = 300_000;
/** By how much limits must be longer to be worth a line in the terminal. */
const SAID_FROM = 2;
const CLOSE_LIMIT_MS = 120_000;

/** The work of this process: one batch on one handset. */
export interface Worker {
  batch: Batch;
  /** Registers a case. After the last registered one has run, the phone is restored. */
  expectCase(): void;
  /** Runs a case, after those that were begun before it. @throws where its expectations are not met */
  run(planned: PlannedCase, scenario: Scenario, session: Browser): Promise<void>;
}

/** A prepared handset, and the tables that its cases are judged by. */
interface Ready {
  station: Station;
  tables: Tables;
}

function createWorker(runDir: string, plan: Plan, assignment: Assignment): Worker {
  const batch = plan.batches.find((planned) => planned.id === assignment.batch);
  if (!batch) throw new Fault(`the plan of ${runDir} has no batch ${assignment.batch}`);
  let casesLeft = 0;
  let ready: Ready | undefined;
  /** Why no further case can run on this handset; undefined while one can. */
  let unusableReason = assignment.refused;
  /** Resolves when the previous case has ended: cases must not overlap, even if a spec lets Mocha continue too early. */
  let previous: Promise<unknown> = Promise.resolve();

  const openOnce = async (session: Browser): Promise<Ready> => {
    if (unusableReason !== undefined) throw new Fault(`not run: ${unusableReason}`);
    if (ready) return ready;
    try {
      const tables = await readTables(DEFAULT_BUDGET, keptRulesOf(runDir));
      const scale = await scaleFor(session);
      const station = await withTimeLimit('prepare the handset', OPEN_LIMIT_MS * scale, () =>
        openStation({ runDir, run: plan.run, batch, assignment, tables, session, limitScale: scale }),
      );
      ready = { station, tables };

      return ready;
    } catch (error) {
      unusableReason = withFix(error);
      reportProgress(runDir, { kind: 'batch-failed', batch: batch.id, why: unusableReason });
      throw error;
    }
  };

  const scaleFor = async (session: Browser): Promise<number> => {
    const roundTripMs = await measureRoundTrip(session);
    const scale = limitScale(roundTripMs);
    if (scale >= SAID_FROM)
      reportProgress(runDir, {
        kind: 'said',
        text: `${assignment.serial} takes ${(roundTripMs / 1000).toFixed(1)} s for a command, so its limits are longer in proportion`,
      });

    return scale;
  };

  const runNext = async (planned: PlannedCase, scenario: Scenario, session: Browser): Promise<void> => {
    casesLeft -= 1;
    try {
      const opened = await openOnce(session);
      reportProgress(runDir, { kind: 'case-started', case: planned.id, serial: assignment.serial });
      const ended = await runCase({
        runDir,
        plan,
        planned,
        scenario,
        ...opened,
        diagnose: (error) => diagnose(error, session, assignment),
      });
      unusableReason ??= ended.fatal;
      checkExpectations(ended, ended.result);
    } finally {
      if (casesLeft === 0 || unusableReason !== undefined) await close();
    }
  };

  const close = async (): Promise<void> => {
    if (!ready) return;
    const { station, tables } = ready;
    ready = undefined;
    unusableReason ??= 'the handset was already restored';
    try {
      await searchOrReport(station, { runDir, run: plan.run, rules: plan.rules, tables }, log);
    } finally {
      await withTimeLimit('restore the handset', CLOSE_LIMIT_MS * station.limitScale, () =>
        station.close(),
      ).catch((error: unknown) => log(reasonOf(error)));
    }
  };
  const log = (text: string): void => void process.stderr.write(`${assignment.serial}: ${text}\n`);

  return {
    batch,
    expectCase: () => void (casesLeft += 1),
    run(planned, scenario, session) {
      const ended = previous.then(() => runNext(planned, scenario, session));
      previous = ended.catch(() => {}); // The case's own Mocha test reports the error.

      return ended;
    },
  };
}

/** What failed, and for a fault of the phone what to do. */
function withFix(error: unknown): string {
  return error instanceof Fault && error.fix !== undefined
    ? `${error.message}: ${error.fix}`
    : reasonOf(error);
}

/** Reports an error that no code caught: Mocha ends the test for it, and its case stays undecided. */
export function reportUncaught(runDir: string, batch: string): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    reportProgress(runDir, {
      kind: 'batch-failed',
      batch,
      why: `the worker had an uncaught error: ${reasonOf(error)}`,
    });
  });
}

export async function workerOfThisProcess(): Promise<Worker> {
  const runDir = process.env['LEAKGATE_RUN'];
  const id = process.env['WDIO_WORKER_ID'];
  if (!runDir || !id)
    throw new Fault('a spec was loaded outside of a run', {
      fix: 'use: npx leakgate run, or npx wdio run wdio.conf.ts',
    });

  const worker = createWorker(runDir, await readPlan(runDir), readAssignment(runDir, id));
  reportUncaught(runDir, worker.batch.id);

  return worker;
}
