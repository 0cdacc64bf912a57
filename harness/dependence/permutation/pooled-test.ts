import { type Labeling, type Labelings, sizesOf } from './labelings.ts';
import type { Tested } from './max-test.ts';
import { type Counted, type Scores, scoresOf, separationOf } from './separation.ts';

const ROUNDING = 1e-9;

/**
 * Adds up the separations of all features of a place, and compares the place that stands out most with the one under other
 * assignments of blocks to pages. It finds what many features show a little: values of which each is sent only now and then.
 */
export class PooledTest<F extends Counted> {
  readonly #places: readonly { features: readonly F[]; products: Float64Array; surprise: Surprise }[];
  /** The surprise of the place that stands out most, under each assignment. */
  readonly #maxima: Float64Array;
  readonly #areAll: boolean;

  /** @param beside more places, with the same assignments: they are compared with, but not tested */
  constructor(places: readonly (readonly F[])[], { labelings, areAll }: Labelings, beside?: PooledTest<F>) {
    const blocks = labelings[0]?.length ?? 0;
    const groups = labelings.map(blocksByArm);
    const maxima = beside
      ? beside.#maxima.slice()
      : new Float64Array(labelings.length).fill(Number.NEGATIVE_INFINITY);
    this.#places = places.flatMap((features) => {
      const products = productsOf(
        features.map((feature) => scoresOf(feature)),
        blocks,
      );
      const sums = Float64Array.from(groups, (each) => sumOf(products, each, blocks));
      const surprise = createSurprise(sums);
      if (!surprise) return [];
      for (let each = 0; each < sums.length; each++)
        maxima[each] = Math.max(maxima[each] ?? 0, surprise(sums[each] ?? 0));

      return [{ features, products, surprise }];
    });
    this.#maxima = maxima;
    this.#areAll = areAll;
  }

  /** For each place that has a `p` of at most `alpha`, the feature that separates best, with the `p` of the place. */
  under(recorded: Labeling, alpha: number): Tested<F>[] {
    const sizes = sizesOf(recorded);
    const groups = blocksByArm(recorded);

    return this.#places.flatMap(({ features, products, surprise }) => {
      const p = this.#probabilityOf(surprise(sumOf(products, groups, recorded.length)));
      if (p > alpha) return [];
      const [best] = features
        .map((feature) => ({
          feature,
          separation: separationOf(scoresOf(feature), recorded, sizes),
          p,
          pooled: true as const,
        }))
        .sort((a, b) => b.separation - a.separation);

      return best ? [best] : [];
    });
  }

  #probabilityOf(value: number): number {
    const atLeast = this.#maxima.reduce((sum, each) => sum + (each >= value - ROUNDING ? 1 : 0), 0);

    return this.#areAll ? atLeast / this.#maxima.length : (atLeast + 1) / (this.#maxima.length + 1);
  }
}

type Surprise = (sum: number) => number;

/**
 * How much a sum of separations stands out among those under all assignments, comparable between places with few features and
 * with many: the quantile of the normal distribution for a gamma distribution with their mean and variance (Wilson and Hilferty,
 * 1931). Undefined if all sums are equal.
 */
function createSurprise(sums: Float64Array): Surprise | undefined {
  const mean = sums.reduce((total, each) => total + each, 0) / sums.length;
  const variance = sums.reduce((total, each) => total + (each - mean) ** 2, 0) / sums.length;
  if (variance < ROUNDING) return undefined;
  const ninth = variance / (9 * mean ** 2);

  return (sum) => (Math.cbrt(sum / mean) - 1 + ninth) / Math.sqrt(ninth);
}

/**
 * The sum of the separations of many features is a quadratic form of the assignment. This is its matrix, so that the cost of an
 * assignment does not depend on the number of features.
 */
function productsOf(features: readonly Scores[], blocks: number): Float64Array {
  const matrix = new Float64Array(blocks * blocks);
  for (const { scores, total } of features)
    for (let one = 0; one < blocks; one++) {
      const scaled = (scores[one] ?? 0) / total;
      if (scaled !== 0)
        for (let other = 0; other < blocks; other++)
          matrix[one * blocks + other] = (matrix[one * blocks + other] ?? 0) + scaled * (scores[other] ?? 0);
    }

  return matrix;
}

/** Scores are centered, so that the rows of the matrix add up to 0, and of two pages one gives the sum of both. */
function sumOf(matrix: Float64Array, groups: readonly Uint8Array[], blocks: number): number {
  const [first, second] = groups;
  if (groups.length === 2 && first && second)
    return formOf(matrix, second, blocks) * (1 / first.length + 1 / second.length);

  return groups.reduce((sum, group) => sum + formOf(matrix, group, blocks) / group.length, 0);
}

/** The matrix is symmetric. */
function formOf(matrix: Float64Array, group: Uint8Array, blocks: number): number {
  let diagonal = 0;
  let above = 0;
  for (let one = 0; one < group.length; one++) {
    const row = (group[one] ?? 0) * blocks;
    diagonal += matrix[row + (group[one] ?? 0)] ?? 0;
    for (let other = one + 1; other < group.length; other++) above += matrix[row + (group[other] ?? 0)] ?? 0;
  }

  return diagonal + 2 * above;
}

function blocksByArm(labeling: Labeling): Uint8Array[] {
  return sizesOf(labeling).map((_, arm) =>
    Uint8Array.from([...labeling.keys()].filter((block) => labeling[block] === arm)),
  );
}
