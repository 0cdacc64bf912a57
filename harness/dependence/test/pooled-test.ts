import { type Labeling, type Labelings, sizesOf } from './labelings.ts';
import type { Tested } from './max-test.ts';
import { type Counted, type Scores, scoresOf, separationOf } from './separation.ts';

const ROUNDING = 1e-9;

/**
 * Adds up the separations of all features of a place, and compares the place that stands out most with the one under other
 * assignments of blocks to pages. It finds what many features show a little: values of which each is sent only now and then.
 * @returns for each place that has a `p` of at most `alpha`, the feature that separates best, with the `p` of the place
 */
export function testPooled<F extends Counted>(
  places: readonly (readonly F[])[],
  recorded: Labeling,
  { labelings, areAll }: Labelings,
  alpha: number,
): Tested<F>[] {
  const sizes = sizesOf(recorded);
  const groups = labelings.map(blocksByArm);
  const recordedGroups = blocksByArm(recorded);
  const products = places.map((features) =>
    productsOf(
      features.map((feature) => scoresOf(feature)),
      recorded.length,
    ),
  );
  const maxima = new Float64Array(labelings.length).fill(Number.NEGATIVE_INFINITY);
  const observed = places.map((_, at) => {
    const matrix = products[at] ?? new Float64Array();
    const sums = Float64Array.from(groups, (each) => sumOf(matrix, each, recorded.length));
    const mean = sums.reduce((sum, each) => sum + each, 0) / sums.length;
    const deviation = Math.sqrt(sums.reduce((sum, each) => sum + (each - mean) ** 2, 0) / sums.length);
    if (deviation < ROUNDING) return Number.NEGATIVE_INFINITY;
    for (let each = 0; each < sums.length; each++)
      maxima[each] = Math.max(maxima[each] ?? 0, ((sums[each] ?? 0) - mean) / deviation);

    return (sumOf(matrix, recordedGroups, recorded.length) - mean) / deviation;
  });

  return places.flatMap((features, at) => {
    const value = observed[at] ?? Number.NEGATIVE_INFINITY;
    if (value === Number.NEGATIVE_INFINITY) return [];
    const atLeast = maxima.reduce((sum, each) => sum + (each >= value - ROUNDING ? 1 : 0), 0);
    const p = areAll ? atLeast / maxima.length : (atLeast + 1) / (maxima.length + 1);
    const best = features
      .map((feature) => ({ feature, separation: separationOf(scoresOf(feature), recorded, sizes), p }))
      .sort((a, b) => b.separation - a.separation)[0];

    return p <= alpha && best ? [best] : [];
  });
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
