import type { Batch, PlannedCase } from '../../model/plan.ts';
import { SESSION_START_MS } from './case-time.ts';
import { makespan } from './makespan.ts';

/**
 * Batches are cut only if the run becomes shorter by this share: each piece costs a session, and fewer later cases settle
 * earlier ones.
 */
const MIN_GAIN = 0.1;
/** Longest time of a piece, as a share of one handset's part of the run; each value is tried. */
const SHARES = [Number.POSITIVE_INFINITY, 1, 1 / 2, 1 / 3];

/**
 * Cuts batches so that handsets finish at about the same time. Pieces of a batch are numbered: `mint@3.4.0~ef376b47#2`.
 * Handsets with different traits get no pieces of one release, so that its cases stay comparable. Sorts the longest first.
 *
 * @param mustStayWhole whether a batch must not be cut
 * @param msOf about how long a case takes, real milliseconds
 */
export function cutBatches(
  batches: readonly Batch[],
  {
    count,
    interchangeable,
    mustStayWhole,
  }: { count: number; interchangeable: boolean; mustStayWhole: (batch: Batch) => boolean },
  msOf: (planned: PlannedCase, batch: Batch) => number,
): Batch[] {
  const casesMs = (batch: Batch): number =>
    batch.cases.reduce((sum, planned) => sum + msOf(planned, batch), 0);
  const timeOf = (batch: Batch): number => SESSION_START_MS + casesMs(batch);
  const longestFirst = (cut: readonly Batch[]): Batch[] => cut.toSorted((a, b) => timeOf(b) - timeOf(a));
  const idle = Array.from({ length: count }, () => ({ freeInMs: 0 }));
  const handsetShareMs = batches.reduce((sum, batch) => sum + casesMs(batch), 0) / count;
  let best: { batches: Batch[]; ms: number } | undefined;
  for (const share of interchangeable ? SHARES : SHARES.slice(0, 1)) {
    const cut = longestFirst(
      batches.flatMap((batch) =>
        mustStayWhole(batch) ? [batch] : cutBatch(batch, share * handsetShareMs, msOf),
      ),
    );
    const ms = makespan(cut.map(timeOf), idle);
    if (!best || ms <= (1 - MIN_GAIN) * best.ms) best = { batches: cut, ms };
  }

  return best?.batches ?? [];
}

/** Cuts a batch into pieces with about the same number of cases. No piece with several cases takes longer than `limitMs`. */
function cutBatch(
  batch: Batch,
  limitMs: number,
  msOf: (planned: PlannedCase, batch: Batch) => number,
): Batch[] {
  const longest = Math.max(...batch.cases.map((planned) => msOf(planned, batch)));
  const casesPerPiece = Math.max(1, Math.floor(limitMs / longest));
  const count = Math.ceil(batch.cases.length / casesPerPiece);
  if (count <= 1) return [batch];
  const size = Math.ceil(batch.cases.length / count);

  return Array.from({ length: Math.ceil(batch.cases.length / size) }, (_, at) => {
    const id = `${batch.id}#${at + 1}`;
    const cases = batch.cases.slice(at * size, (at + 1) * size);

    return { ...batch, id, cases: cases.map((planned) => ({ ...planned, batch: id })) };
  });
}
