import type { Batch, PlannedCase } from '../../model/plan.ts';
import { SESSION_MS } from './case-time.ts';
import { makespan } from './makespan.ts';

/** A cut is made only where the run becomes shorter by this share: each costs a session, and fewer cases settle earlier ones. */
const GAIN = 0.1;
/** Batches are tried in pieces that take no longer than these shares of a handset's part of the run. */
const SHARES = [Number.POSITIVE_INFINITY, 1, 1 / 2, 1 / 3];

/**
 * Cuts batches so that handsets finish together, longest batch first. Pieces of a batch are numbered: `mint@3.4.0~ef376b47#2`.
 * Handsets that differ get no pieces of one release: its cases stay comparable.
 *
 * @param isWhole whether a batch must not be cut
 * @param msOf about how long a case takes, real milliseconds
 */
export function cutBatches(
  batches: readonly Batch[],
  { count, alike, isWhole }: { count: number; alike: boolean; isWhole: (batch: Batch) => boolean },
  msOf: (planned: PlannedCase, batch: Batch) => number,
): Batch[] {
  const casesMs = (batch: Batch): number =>
    batch.cases.reduce((sum, planned) => sum + msOf(planned, batch), 0);
  const timeOf = (batch: Batch): number => SESSION_MS + casesMs(batch);
  const inOrder = (cut: readonly Batch[]): Batch[] => cut.toSorted((a, b) => timeOf(b) - timeOf(a));
  const idle = Array.from({ length: count }, () => ({ freeInMs: 0 }));
  const part = batches.reduce((sum, batch) => sum + casesMs(batch), 0) / count;
  let best: { batches: Batch[]; ms: number } | undefined;
  for (const share of alike ? SHARES : SHARES.slice(0, 1)) {
    const cut = inOrder(
      batches.flatMap((batch) => (isWhole(batch) ? [batch] : pieces(batch, share * part, msOf))),
    );
    const ms = makespan(cut.map(timeOf), idle);
    if (!best || ms <= (1 - GAIN) * best.ms) best = { batches: cut, ms };
  }

  return best?.batches ?? [];
}

/** A batch in pieces of about the same number of cases, each of `limitMs` or of a single case. */
function pieces(
  batch: Batch,
  limitMs: number,
  msOf: (planned: PlannedCase, batch: Batch) => number,
): Batch[] {
  const longest = Math.max(...batch.cases.map((planned) => msOf(planned, batch)));
  const fitting = Math.max(1, Math.floor(limitMs / longest));
  const count = Math.ceil(batch.cases.length / fitting);
  if (count <= 1) return [batch];
  const size = Math.ceil(batch.cases.length / count);

  return Array.from({ length: Math.ceil(batch.cases.length / size) }, (_, at) => {
    const id = `${batch.id}#${at + 1}`;
    const cases = batch.cases.slice(at * size, (at + 1) * size);

    return { ...batch, id, cases: cases.map((planned) => ({ ...planned, batch: id })) };
  });
}
