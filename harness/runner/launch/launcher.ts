import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan, writeRun } from '../../evidence/folders.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Plan } from '../../model/plan.ts';
import { undecided } from '../../verdict/index.ts';
import { readAssignment, writeAssignment } from '../assignment.ts';
import { removeOwnedFolder } from '../owned-folder.ts';
import { keptRulesOf, readKeptExpectations } from '../rules.ts';
import { readTables } from '../tables.ts';
import { finishRewriting } from '../record/rewriting.ts';
import { createJudge } from '../record/judge.ts';
import { withIndependence } from '../record/independence.ts';
import { recoverRun, withCaseFolders } from '../record/recover.ts';
import { withContacts, withDigests, withLinkability } from '../record/run-evidence.ts';
import { type EndedRun, endRun } from '../record/run-record.ts';
import type { Unmodelled } from './pool.ts';
import {
  capabilitiesFor,
  ensureAdb,
  ensureAppium,
  type Prepared,
  prepareRun,
  shutDown,
} from './preparation.ts';
import { restoreAfterWorker } from './restore.ts';
import { sessionRefusal } from './session-refusal.ts';
import { describeEnd, type WorkerEnd } from './worker-end.ts';

/** The launcher process of a run. It owns Appium, handsets, adb, the CA and `run.json`; its methods are WebdriverIO's hooks. */
export interface Launcher {
  prepare(): Promise<void>;
  /** Waits for a handset and writes its address and ports into the capabilities. Never throws: if it fails, the batch is refused. */
  startWorker(worker: string, batchIndex: number, capabilities: Record<string, unknown>): Promise<void>;
  endWorker(worker: string, exitCode: number): Promise<void>;
  /** Ends everything that was started, then completes `run.json`. */
  complete(): Promise<{ run: EndedRun; unmodelled: Unmodelled[] }>;
}

export function createLauncher(runDir: string, out: NodeJS.WritableStream = process.stderr): Launcher {
  let state: Prepared | undefined;
  let fault: string | undefined;
  const refused = new Map<string, string>();
  const startedAt = new Map<string, Date>();
  /** The ends of workers that said nothing, by batch. */
  const ends = new Map<string, WorkerEnd>();

  /** A worker without a session runs no case, and reports nothing; one that ends early may leave cases undecided. */
  const noteEnd = async (worker: string, exitCode: number, { record, narrator }: Prepared): Promise<void> => {
    const since = startedAt.get(worker) ?? new Date(0);
    try {
      const { batch, serial, refused: noHandset } = readAssignment(runDir, worker);
      if (noHandset !== undefined || record.reported().failed.has(batch)) return;
      const why = exitCode === 0 ? undefined : await sessionRefusal(runDir, serial, since);
      if (why === undefined) ends.set(batch, { worker, exitCode, startedAt: since });
      else {
        refused.set(batch, why);
        narrator.print(why);
      }
    } catch (error) {
      // The phone must still be restored.
      narrator.print(`why worker ${worker} ended early is not known: ${reasonOf(error)}`);
    }
  };

  return {
    async prepare() {
      try {
        state = await prepareRun(runDir, out);
      } catch (error) {
        fault = reasonOf(error);
        throw error;
      }
    },
    async startWorker(worker, batchIndex, capabilities) {
      const batch = state?.plan.batches[batchIndex];
      if (!state || !batch) return;
      startedAt.set(worker, new Date());
      const assignment = {
        batch: batch.id,
        adb: { path: state.adb.path, port: state.adb.port },
        secretsFile: state.secretsFile,
      };
      try {
        await ensureAdb(state);
        const allocation = await state.pool.take(worker);
        if ('refused' in allocation) throw new Fault(allocation.refused);
        await ensureAppium(state);
        Object.assign(capabilities, await capabilitiesFor(state, allocation.serial));
        const secretsFile = state.keptCas.get(allocation.serial)?.file ?? state.secretsFile;
        writeAssignment(runDir, worker, { ...assignment, secretsFile, serial: allocation.serial });
      } catch (error) {
        const why = reasonOf(error);
        refused.set(batch.id, why);
        state.narrator.print(`${batch.id} gets no handset: ${why}`);
        writeAssignment(runDir, worker, { ...assignment, serial: 'none', refused: why });
      }
    },
    async endWorker(worker, exitCode) {
      if (!state) return;
      await noteEnd(worker, exitCode, state);
      await restoreAfterWorker(runDir, worker, exitCode, state.adb, (text) => state?.narrator.print(text));
      state.pool.giveBack(worker);
    },
    async complete() {
      const tables = state?.tables ?? (await readTables(DEFAULT_BUDGET, keptRulesOf(runDir)));
      const unmodelled = state ? await shutDown(state) : [];
      const plan = await readPlan(runDir);
      const print = (text: string): void => void out.write(`${text}\n`);
      for (const purpose of ['keys', 'tmp'] as const)
        await removeOwnedFolder(purpose, plan.run).catch((error: unknown) =>
          // run.json must still be completed. The next run removes the folder.
          print(`a temporary folder of the run could not be removed: ${reasonOf(error)}`),
        );
      const judge = createJudge(tables, plan.rules);
      const reported = state?.record.reported();
      await finishRewriting(judge, print);
      const found = await withCaseFolders(
        runDir,
        reported?.run ?? (await recoverRun(runDir, plan, tables)),
        judge,
        print,
      );
      const run = await withContacts(runDir, found);
      const endTexts = new Map<string, string>();
      for (const { id, state: reached } of run.cases) {
        const end = ends.get(batchOf(plan, id));
        if (end)
          endTexts.set(id, await describeEnd(runDir, end, reached === 'running' ? 'during' : 'before'));
      }
      const ended = endRun(run, {
        expectations: await readKeptExpectations(runDir),
        fault: fault !== undefined,
        reasonNotRun: (row) => {
          const batch = batchOf(plan, row.id);

          return undecided(
            'not-run',
            {
              why:
                fault ??
                refused.get(batch) ??
                reported?.failed.get(batch) ??
                endTexts.get(row.id) ??
                'the worker ended before this case',
            },
            tables.policy,
          );
        },
      });
      const noted = await withIndependence(runDir, ended, judge, print);
      const completed = await withLinkability(runDir, await withDigests(runDir, noted));
      await writeRun(runDir, completed);
      if (unmodelled.length > 0)
        await writeFile(join(runDir, 'unmodelled.json'), JSON.stringify(unmodelled, null, 2));

      return { run: completed, unmodelled };
    },
  };
}

function batchOf(plan: Plan, id: string): string {
  return plan.batches.find(({ cases }) => cases.some((planned) => planned.id === id))?.id ?? id;
}
