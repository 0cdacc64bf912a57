import type { Batch, Plan } from '../../model/plan.ts';
import type { Sdk } from '../../model/sdk.ts';
import { parseHandsets } from '../handset-choice.ts';
import { SESSION_START_MS, CASE_STEPS_MS, type WaitPlan, waitMsOf } from '../schedule/case-time.ts';
import { makespan } from '../schedule/makespan.ts';

/** Estimates how long a run will still take. Measures each case and session to know how long they take on this machine. */
export interface TimeLeft {
  started(id: string, serial: string): void;
  decided(id: string): void;
  /** Cases of this batch that have not started will not run. */
  failed(batch: string): void;
  /** Real milliseconds until the reports are written. */
  ms(): number;
}

/** Reports and the end of all processes, real milliseconds on an idle machine. */
const ENDING_MS = 10_000;

/** The estimate for a plan. */
export function timeLeftOf(plan: Plan, sdks: readonly Sdk[]): TimeLeft {
  const { simulated, count } = parseHandsets(plan.handsets);
  const { speed, identities, twin, blocks, soakMs } = plan;

  return createTimeLeft(plan.batches, count, {
    sdks,
    clock: { simulated, speed },
    identities,
    twin,
    blocks,
    soakMs,
  });
}

export function createTimeLeft(
  batches: readonly Batch[],
  handsets: number,
  plan: WaitPlan,
  now: () => number = () => performance.now(),
): TimeLeft {
  const rows = batches.flatMap((batch) =>
    batch.cases.map((planned) => ({ planned, batch, waitMs: waitMsOf(planned, batch, plan) })),
  );
  type Row = (typeof rows)[number];
  const running = new Map<Row, { serial: string; since: number }>();
  const finished = new Set<Row>();
  const begunBatches = new Map<string, { serial: string }>();
  const freeSince = new Map<string, number>();
  const steps = mean(CASE_STEPS_MS);
  const sessions = mean(SESSION_START_MS);
  const rowOf = (id: string): Row | undefined => rows.find(({ planned }) => planned.id === id);
  const caseMs = (row: Row): number => row.waitMs + steps.value();
  const openRows = (batch: Batch): Row[] => rows.filter((row) => row.batch === batch && !finished.has(row));

  /** Real milliseconds that the unfinished cases of a batch will take. */
  function remainingMs(batch: Batch): number {
    return openRows(batch).reduce((sum, row) => {
      const since = running.get(row)?.since;

      // An overdue case counts as nearly done.
      return (
        sum + (since === undefined ? caseMs(row) : Math.max(caseMs(row) / 10, caseMs(row) - (now() - since)))
      );
    }, 0);
  }

  return {
    started(id, serial) {
      const row = rowOf(id);
      if (!row) return;
      running.set(row, { serial, since: now() });
      const free = freeSince.get(serial);
      if (!begunBatches.has(row.batch.id) && free !== undefined) sessions.add(now() - free);
      begunBatches.set(row.batch.id, { serial });
    },
    decided(id) {
      const row = rowOf(id);
      const current = row && running.get(row);
      if (!row || !current) return;
      steps.add(Math.max(0, now() - current.since - row.waitMs));
      running.delete(row);
      finished.add(row);
      freeSince.set(current.serial, now());
    },
    failed(id) {
      for (const row of rows) if (row.batch.id === id && !running.has(row)) finished.add(row);
    },
    ms() {
      const open = batches.filter((batch) => openRows(batch).length > 0);
      const [started, waiting] = [
        open.filter(({ id }) => begunBatches.has(id)),
        open.filter(({ id }) => !begunBatches.has(id)),
      ];
      const busy = started.map((batch) => ({ freeInMs: remainingMs(batch) }));
      const idle = Array.from({ length: Math.max(0, handsets - busy.length) }, () => ({ freeInMs: 0 }));
      const batchesMs = waiting.map((batch) => sessions.value() + remainingMs(batch));

      return makespan(batchesMs, [...busy, ...idle]) + ENDING_MS;
    },
  };
}

/** The mean of one guess and of all added values. */
function mean(guess: number): { add(value: number): void; value(): number } {
  let [sum, count] = [guess, 1];

  return {
    add(value) {
      sum += value;
      count += 1;
    },
    value: () => sum / count,
  };
}
