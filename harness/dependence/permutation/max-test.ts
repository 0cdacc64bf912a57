import { type Labeling, type Labelings, sizesOf } from './labelings.ts';
import { type Counted, mostSeparationOf, type Scores, scoresOf, separationOf } from './separation.ts';

export interface Tested<F> {
  feature: F;
  /** 0 to 1. */
  separation: number;
  /** The probability that the best feature of the family separates as well if no feature depends on the page. */
  p: number;
  /** The `p` is that of all features of the place together. */
  pooled?: true;
}

const ROUNDING = 1e-9;

/**
 * Compares each feature with the best feature of the family under other assignments of blocks to pages (Westfall and Young).
 * If those with a `p` of at most `alpha` are taken, the probability of any false finding in the family is at most `alpha`,
 * however the features depend on each other. It needs only that every assignment was equally likely.
 */
export class MaxTest<F extends Counted> {
  readonly #distinct: readonly { scores: Scores; same: F[] }[];
  /** The best separation of the family under each assignment. */
  readonly #best: Float64Array;
  /** The same, ascending. */
  readonly #maxima: Float64Array;
  readonly #areAll: boolean;

  /** @param beside more features of the family, with the same assignments: they are compared with, but not tested */
  constructor(features: readonly F[], { labelings, areAll }: Labelings, beside?: MaxTest<F>) {
    this.#distinct = [...distinctOf(features).values()];
    const [first] = labelings;
    const maximumOf = first && createMaximum(this.#distinct, first);
    this.#areAll = areAll;
    const best = maximumOf ? Float64Array.from(labelings, maximumOf) : new Float64Array();
    this.#best = beside ? best.map((each, at) => Math.max(each, beside.#best[at] ?? 0)) : best;
    this.#maxima = this.#best.toSorted();
  }

  /** The best separation of the family under each assignment; ascending. */
  get maxima(): Float64Array {
    return this.#maxima;
  }

  /** Every feature, the one that separates best first. */
  under(recorded: Labeling): Tested<F>[] {
    const sizes = sizesOf(recorded);

    return this.#distinct
      .flatMap(({ scores, same }) => {
        const separation = separationOf(scores, recorded, sizes);
        const p = this.probabilityOf(separation);

        return same.map((feature) => ({ feature, separation, p }));
      })
      .sort((a, b) => b.separation - a.separation);
  }

  /** The share of assignments whose best separation is at least this. */
  probabilityOf(separation: number): number {
    const maxima = this.#maxima;
    let low = 0;
    let high = maxima.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((maxima[middle] ?? 0) < separation - ROUNDING) low = middle + 1;
      else high = middle;
    }
    const atLeast = maxima.length - low;

    return this.#areAll ? atLeast / maxima.length : (atLeast + 1) / (maxima.length + 1);
  }
}

/** The best separation under an assignment. Features are sorted by the most that they can reach, so that few are computed. */
function createMaximum(
  features: readonly { scores: Scores }[],
  example: Labeling,
): (labeling: Labeling) => number {
  const sizes = sizesOf(example);
  const sorted = features
    .map(({ scores }) => ({ scores, most: mostSeparationOf(scores, example) }))
    .sort((a, b) => b.most - a.most);
  const most = Float64Array.from(sorted, (each) => each.most);
  if (sizes.length !== 2)
    return (labeling) =>
      sorted.reduce((best, { scores }) => Math.max(best, separationOf(scores, labeling, sizes)), 0);
  const blocks = example.length;
  const [first = 0, second = 0] = sizes;
  const matrix = new Float64Array(sorted.length * blocks);
  for (const [at, { scores }] of sorted.entries()) matrix.set(scores.scores, at * blocks);
  const scales = Float64Array.from(sorted, ({ scores }) => blocks / (first * second * scores.total));
  const chosen = new Uint8Array(second);

  return (labeling) => {
    let next = 0;
    for (let block = 0; block < blocks; block++) if (labeling[block] === 1) chosen[next++] = block;
    let best = 0;
    for (let at = 0, row = 0; at < scales.length && (most[at] ?? 0) > best; at++, row += blocks) {
      let sum = 0;
      for (let each = 0; each < second; each++) sum += matrix[row + (chosen[each] ?? 0)] ?? 0;
      best = Math.max(best, sum * sum * (scales[at] ?? 0));
    }

    return best;
  };
}

/** Features with the same scores are tested once. */
function distinctOf<F extends Counted>(features: readonly F[]): Map<string, { scores: Scores; same: F[] }> {
  const distinct = new Map<string, { scores: Scores; same: F[] }>();
  for (const feature of features) {
    const scores = scoresOf(feature);
    const key = scores.scores.join(' ');
    const known = distinct.get(key);
    if (known) known.same.push(feature);
    else distinct.set(key, { scores, same: [feature] });
  }

  return distinct;
}
