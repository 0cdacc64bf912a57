import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan, writeRun } from '../../evidence/folders.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { undecided } from '../../verdict/index.ts';
import { writeAssignment } from '../assignment.ts';
import { removeOwned } from '../owned-folder.ts';
import { readKeptExpectations } from '../rules.ts';
import { readTables } from '../tables.ts';
import { finishRewriting } from '../record/rewriting.ts';
import { judgingBy } from '../record/judging.ts';
import { recoverRun, withFolders } from '../record/recover.ts';
import { withDigests, withLinkability } from '../record/run-evidence.ts';
import { type EndedRun, endRun } from '../record/run-record.ts';
import type { Unmodelled } from './pool.ts';
import { addresses, ensureAppium, type Prepared, prepareRun, shutDown } from './preparation.ts';
import { restoreAfterWorker } from './restore.ts';

/** The launcher process of a run. It owns Appium, handsets, adb, the CA and `run.json`; its methods are WebdriverIO's hooks. */
export interface Launcher {
  prepare(): Promise<void>;
  /** Waits for a handset and writes its address and ports into the capabilities. Never throws: it marks the batch refused. */
  workerStarts(worker: string, batchIndex: number, capabilities: Record<string, unknown>): Promise<void>;
  workerEnds(worker: string, exitCode: number): Promise<void>;
  /** Ends everything that was started, and the run. */
  complete(): Promise<{ run: EndedRun; unmodelled: Unmodelled[] }>;
}

export function createLauncher(runDir: string, out: NodeJS.WritableStream = process.stderr): Launcher {
  let state: Prepared | undefined;
  let fault: string | undefined;
  const refused = new Map<string, string>();

  return {
    async prepare() {
      try {
        state = await prepareRun(runDir, out);
      } catch (error) {
        fault = reasonOf(error);
        throw error;
      }
    },
    async workerStarts(worker, batchIndex, capabilities) {
      const batch = state?.plan.batches[batchIndex];
      if (!state || !batch) return;
      const assignment = {
        batch: batch.id,
        adb: { path: state.adb.path, port: state.adb.port },
        secretsFile: state.secretsFile,
      };
      try {
        const taken = await state.pool.take(worker);
        if ('refused' in taken) throw new Fault(taken.refused);
        await ensureAppium(state);
        Object.assign(capabilities, await addresses(state, taken.serial));
        writeAssignment(runDir, worker, { ...assignment, serial: taken.serial });
      } catch (error) {
        const why = reasonOf(error);
        refused.set(batch.id, why);
        state.narrator.say(`${batch.id} gets no handset: ${why}`);
        writeAssignment(runDir, worker, { ...assignment, serial: 'none', refused: why });
      }
    },
    async workerEnds(worker, exitCode) {
      if (!state) return;
      await restoreAfterWorker(runDir, worker, exitCode, state.adb, (text) => state?.narrator.say(text));
      state.pool.giveBack(worker);
    },
    async complete() {
      const tables = state?.tables ?? (await readTables(DEFAULT_BUDGET));
      const unmodelled = state ? await shutDown(state) : [];
      const plan = await readPlan(runDir);
      await removeOwned('keys', plan.run);
      await removeOwned('tmp', plan.run);
      const say = (text: string): void => void out.write(`${text}\n`);
      const judging = judgingBy(tables, plan.rules);
      const reported = state?.record.reported();
      await finishRewriting(judging, say);
      const run = await withFolders(
        runDir,
        reported?.run ?? (await recoverRun(runDir, plan, tables)),
        judging,
        say,
      );
      const ended = endRun(run, {
        expectations: await readKeptExpectations(runDir),
        fault: fault !== undefined,
        notRun: (row) => {
          const batch = plan.batches.find(({ cases }) => cases.some(({ id }) => id === row.id))?.id ?? row.id;

          return undecided(
            'not-run',
            {
              why:
                fault ??
                refused.get(batch) ??
                reported?.failed.get(batch) ??
                'the worker ended before this case',
            },
            tables.policy,
          );
        },
      });
      const completed = await withLinkability(runDir, await withDigests(runDir, ended));
      await writeRun(runDir, completed);
      if (unmodelled.length > 0)
        await writeFile(join(runDir, 'unmodelled.json'), JSON.stringify(unmodelled, null, 2));

      return { run: completed, unmodelled };
    },
  };
}
