import type { Batch } from '../../model/plan.ts';
import { SESSION_MS, STEPS_MS, type WaitPlan, waitsOf } from '../schedule/case-time.ts';
import { makespan } from '../schedule/makespan.ts';

/** About how long a run still takes. It learns from each case what this machine takes for a case's steps. */
export interface TimeLeft {
  started(id: string, serial: string): void;
  decided(id: string): void;
  /** None of the batch's cases that have not begun will. */
  failed(batch: string): void;
  /** Real milliseconds until the reports are written. */
  ms(): number;
}

/** Reports and the end of all processes, real milliseconds on an idle machine. */
const ENDING_MS = 10_000;

export function createTimeLeft(
  batches: readonly Batch[],
  handsets: number,
  plan: WaitPlan,
  now: () => number = () => performance.now(),
): TimeLeft {
  const rows = batches.flatMap((batch) =>
    batch.cases.map((planned) => ({ planned, batch, waitMs: waitsOf(planned, batch, plan) })),
  );
  type Row = (typeof rows)[number];
  const running = new Map<Row, { serial: string; since: number }>();
  const over = new Set<Row>();
  const begun = new Map<string, { serial: string }>();
  const freeSince = new Map<string, number>();
  const steps = mean(STEPS_MS);
  const sessions = mean(SESSION_MS);
  const rowOf = (id: string): Row | undefined => rows.find(({ planned }) => planned.id === id);
  const caseMs = (row: Row): number => row.waitMs + steps.value();
  const openRows = (batch: Batch): Row[] => rows.filter((row) => row.batch === batch && !over.has(row));

  /** When the handset of a batch that has begun is free, from now. */
  function leftOf(batch: Batch): number {
    return openRows(batch).reduce((sum, row) => {
      const since = running.get(row)?.since;

      // A case that is overdue is taken to be nearly done.
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
      if (!begun.has(row.batch.id) && free !== undefined) sessions.add(now() - free);
      begun.set(row.batch.id, { serial });
    },
    decided(id) {
      const row = rowOf(id);
      const run = row && running.get(row);
      if (!row || !run) return;
      steps.add(Math.max(0, now() - run.since - row.waitMs));
      running.delete(row);
      over.add(row);
      freeSince.set(run.serial, now());
    },
    failed(id) {
      for (const row of rows) if (row.batch.id === id && !running.has(row)) over.add(row);
    },
    ms() {
      const open = batches.filter((batch) => openRows(batch).length > 0);
      const [under, waiting] = [
        open.filter(({ id }) => begun.has(id)),
        open.filter(({ id }) => !begun.has(id)),
      ];
      const busy = under.map((batch) => ({ freeInMs: leftOf(batch) }));
      const idle = Array.from({ length: Math.max(0, handsets - busy.length) }, () => ({ freeInMs: 0 }));
      const batchesMs = waiting.map((batch) => sessions.value() + leftOf(batch));

      return makespan(batchesMs, [...busy, ...idle]) + ENDING_MS;
    },
  };
}

/** The mean of what was seen and of one guess. */
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
