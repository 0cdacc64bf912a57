import { type Labeling, sizesOf } from './labelings.ts';

/** What the test needs of a feature. */
export interface Counted {
  /** By block. */
  counts: Float64Array;
  /** By block, where each of so many messages was counted or not. */
  totals?: Float64Array | undefined;
}

/** A score for each block; all of them add up to 0. */
export interface Scores {
  scores: Float64Array;
  /** The sum of squares of what is scored: of the blocks' ranks, or of single messages. */
  total: number;
}

/**
 * Counts of messages among all messages are scored by their excess over the mean share: it counts that all messages of a block
 * are equal. Other counts are scored by their ranks; equal counts share a rank.
 */
export function scoresOf({ counts, totals }: Counted): Scores {
  return totals ? sharesOf(counts, totals) : ranksOf(counts);
}

function sharesOf(counts: Float64Array, totals: Float64Array): Scores {
  const messages = sumOf(totals);
  const share = sumOf(counts) / messages;

  return {
    scores: counts.map((count, block) => count - share * (totals[block] ?? 0)),
    total: (messages / counts.length) * messages * share * (1 - share),
  };
}

function ranksOf(counts: Float64Array): Scores {
  const order = Array.from(counts.keys()).sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
  const scores = new Float64Array(counts.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && counts[order[to] ?? 0] === counts[order[from] ?? 0]) to++;
    for (let at = from; at < to; at++) scores[order[at] ?? 0] = (from + to - order.length) / 2;
    from = to;
  }

  return { scores, total: scores.reduce((sum, score) => sum + score * score, 0) };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * How well a feature separates the pages, from 0 to 1: the share of the variance of its ranks, or of its messages, that the pages
 * explain. Of ranks it is the statistic of Kruskal and Wallis, corrected for ties, divided by its maximum. Of messages it is
 * chi-squared divided by its maximum, if all blocks have as many messages; else nearly so. 1: equal for the same page.
 */
export function separationOf(
  { scores, total }: Scores,
  labeling: Labeling,
  sizes: readonly number[],
): number {
  const [, second = 0] = sizes;
  if (sizes.length === 2) {
    let sum = 0;
    for (let at = 0; at < labeling.length; at++) if (labeling[at] === 1) sum += scores[at] ?? 0;

    return (sum * sum * labeling.length) / (second * (labeling.length - second) * total);
  }
  const sums = new Float64Array(sizes.length);
  for (let at = 0; at < labeling.length; at++) {
    const arm = labeling[at] ?? 0;
    sums[arm] = (sums[arm] ?? 0) + (scores[at] ?? 0);
  }
  let explained = 0;
  for (let arm = 0; arm < sizes.length; arm++) explained += (sums[arm] ?? 0) ** 2 / (sizes[arm] ?? 1);

  return explained / total;
}

/** The largest separation that any assignment to two arms can have; 1 for more arms. */
export function mostSeparationOf({ scores, total }: Scores, labeling: Labeling): number {
  const sizes = sizesOf(labeling);
  if (sizes.length !== 2) return 1;
  const [first = 0, second = 0] = sizes;
  const ascending = scores.toSorted();
  const low = ascending.subarray(0, second).reduce((sum, score) => sum + score, 0);
  const high = ascending.subarray(first).reduce((sum, score) => sum + score, 0);

  return (Math.max(low * low, high * high) * labeling.length) / (first * second * total);
}
