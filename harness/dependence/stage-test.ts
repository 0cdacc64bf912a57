import { FAMILIES, type Family, type Feature, informativeOf } from './features/feature.ts';
import { groupBy } from './templates.ts';
import { countOf, type Labeling, type Labelings, sizesOf } from './permutation/labelings.ts';
import { MaxTest, type Tested } from './permutation/max-test.ts';
import { PooledTest } from './permutation/pooled-test.ts';
import { scoresOf, separationOf } from './permutation/separation.ts';

/** The probability that an experiment reports anything if nothing depends on the page. */
export const ERROR = 0.001;
/** The same for the first of two stages. */
export const STAGE_ERROR = 0.03;
/** The same for the second one; for both together it is 0.0006. */
export const CONFIRM_ERROR = 0.02;

/** The error of each test of a stage: each family has one, and all places together. */
export function testError(stageError: number): number {
  return stageError / (FAMILIES.length + 1);
}

/** The families of one stage. */
export class StageTest {
  readonly #families: ReadonlyMap<Family, MaxTest<Feature>>;
  readonly #pooled: PooledTest<Feature>;
  readonly #orders: Labelings;
  readonly #error: number;

  /**
   * @param first index of the stage's first block
   * @param beside other features of the same blocks: they are compared with, but not tested
   */
  constructor(
    features: readonly Feature[],
    first: number,
    orders: Labelings,
    error: number,
    beside?: StageTest,
  ) {
    const ofStage = informativeOf(features, first, first + (orders.labelings[0]?.length ?? 0));
    this.#orders = orders;
    this.#error = error;
    this.#families = new Map(
      FAMILIES.map((family) => [
        family,
        new MaxTest(
          ofStage.filter((feature) => feature.family === family),
          orders,
          beside && beside.#families.get(family),
        ),
      ]),
    );
    const places = groupBy(ofStage, (feature) => `${feature.family}\n${placeOf(feature)}`);
    this.#pooled = new PooledTest([...places.values()], orders, beside && beside.#pooled);
  }

  found(labeling: Labeling): Tested<Feature>[] {
    const best = [...this.#families.values()].flatMap((test) =>
      test.under(labeling).filter(({ p }) => p <= this.#error),
    );

    return [...best, ...this.#pooled.under(labeling, this.#error)];
  }

  maximaOf(family: Family): Float64Array {
    return this.#families.get(family)?.maxima ?? new Float64Array();
  }

  blocksToSee(labeling: Labeling): number | undefined {
    const values = this.#families.get('values');

    return values && fewestBlocks(values, labeling, this.#orders, this.#error);
  }
}

/** The fewest blocks of the first page in which a value must be, and in none of the others, to be found in this family. */
function fewestBlocks(
  test: MaxTest<Feature>,
  labeling: Labeling,
  orders: Labelings,
  error: number,
): number | undefined {
  const sizes = sizesOf(labeling);
  const own = [...labeling.keys()].filter((block) => labeling[block] === 0);
  for (let count = 1; count <= own.length; count++) {
    const blocks = new Set(own.slice(0, count));
    const counts = Float64Array.from(labeling, (_, block) => (blocks.has(block) ? 1 : 0));
    const alone = new MaxTest([{ counts }], orders).under(labeling)[0]?.p ?? 1;
    const amongOthers = test.probabilityOf(separationOf(scoresOf({ counts }), labeling, sizes));
    if (Math.max(alone, amongOthers) <= error) return count;
  }

  return undefined;
}

/**
 * How many of `ofPage` blocks of one page must have a value, and no block of the other page, to be found in a stage; more than
 * `ofPage` if none is found. Other values that change by chance can make it more.
 */
export function blocksToFind(ofPage: number): number {
  const error = testError(CONFIRM_ERROR);
  const orders = countOf([ofPage, ofPage]);
  let needed = 1;
  // As many orders have all these blocks in one page, for each of the two pages.
  while (needed <= ofPage && (2 * countOf([ofPage - needed, ofPage])) / orders > error) needed++;

  return needed;
}

/** A feature's place: in the second stage its values are new. */
export function placeOf({ family, kind, site, template, where }: Feature): string {
  return kind === 'presence' || kind === 'count'
    ? `${site}\n${kind}`
    : `${family}\n${site}\n${template}\n${where}`;
}
