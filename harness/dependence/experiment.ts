import { ANYWHERE, FAMILIES, type Feature, informativeOf } from './features/feature.ts';
import { featuresOf } from './features/index.ts';
import { CUT } from './fields/read-fields.ts';
import { messagesOf, type Sites } from './fields/read-message.ts';
import type { Message } from './message.ts';
import { isRegular } from './order.ts';
import { groupBy } from './templates.ts';
import { labelingOf, ordersOf, type Stage, whyUntestable } from './stage.ts';
import { MaxTest, type Tested } from './test/max-test.ts';
import { countOf, type Labeling, type Labelings, sizesOf } from './test/labelings.ts';
import { testPooled } from './test/pooled-test.ts';
import { scoresOf, separationOf } from './test/separation.ts';

/** The probability that an experiment reports anything if nothing depends on the page. */
export const ERROR = 0.001;
/** The same for each stage, if there are two; for both together it is 0.0009. */
export const STAGE_ERROR = 0.03;

/** A place that follows the page, with the feature that shows it best. */
export interface Following extends Tested<Feature> {
  /** Found again on other pages. */
  confirmed: boolean;
  /** At least so many pages can be told apart. */
  pagesToldApart: number;
}

export type ExperimentResult =
  | { kind: 'undecided'; why: string }
  | {
      kind: 'tested';
      follows: readonly Following[];
      /** The fewest blocks of one page in which a value had to be sent to be found; undefined if no number is enough. */
      blocksToSee: number | undefined;
      /** Number of messages that were not read to their end. */
      cut: number;
      /** Number of features that were tested. */
      features: number;
      messages: readonly Message[];
    };

/**
 * Tests whether anything that leaves depends on the page. With a second stage, the places that the first one finds are tested
 * again on other pages, and only those count that are found again.
 */
export function testDependence(explore: Stage, confirm: Stage | undefined, sites: Sites): ExperimentResult {
  const error = (confirm ? STAGE_ERROR : ERROR) / (FAMILIES.length + 1);
  const why = whyUntestable(explore, error) ?? (confirm && whyUntestable(confirm, error));
  if (why !== undefined) return { kind: 'undecided', why };
  const stages = confirm ? [explore, confirm] : [explore];
  const blocks = stages.flatMap((stage) => stage.blocks);
  const messages = blocks.flatMap((block, at) => messagesOf(block, at, sites));
  const isOrderRegular = stages.some((stage) => isRegular(labelingOf(stage)));
  const features = featuresOf(messages, blocks.length, isOrderRegular);
  const explored = new StageTest(explore, features, 0, error);
  const found = explored.found;
  const isFound = new Set(found.map(({ feature }) => placeOf(feature)));
  const again = features.filter((feature) => isFound.has(placeOf(feature)));
  const confirmed = confirm && new StageTest(confirm, again, explore.blocks.length, error);
  const isConfirmed = new Set(confirmed?.found.map(({ feature }) => placeOf(feature)));
  const following = confirmed ? found.filter(({ feature }) => isConfirmed.has(placeOf(feature))) : found;

  return {
    kind: 'tested',
    follows: withoutConsequences(bestOfPlaces(following)).map((each) => ({
      ...each,
      confirmed: confirmed !== undefined,
      pagesToldApart: countPages(each.feature, features, found, stages),
    })),
    blocksToSee: explored.blocksToSee,
    cut: messages.filter(({ fields }) => fields.some(({ path }) => path === CUT)).length,
    features: features.length,
    messages,
  };
}

/**
 * How many of `ofPage` blocks of one page must have a value, and no block of the other page, to be found in a stage; more than
 * `ofPage` if none is found. Other values that change by chance can make it more.
 */
export function blocksToFind(ofPage: number): number {
  const error = STAGE_ERROR / (FAMILIES.length + 1);
  const orders = countOf([ofPage, ofPage]);
  let needed = 1;
  // As many orders have all these blocks in one page, for each of the two pages.
  while (needed <= ofPage && (2 * countOf([ofPage - needed, ofPage])) / orders > error) needed++;

  return needed;
}

/** A feature's place: in the second stage its values are new. */
function placeOf({ family, kind, site, template, where }: Feature): string {
  return kind === 'presence' || kind === 'count'
    ? `${site}\n${kind}`
    : `${family}\n${site}\n${template}\n${where}`;
}

/** The families of one stage. */
class StageTest {
  readonly found: Tested<Feature>[] = [];
  blocksToSee: number | undefined;

  constructor(stage: Stage, features: readonly Feature[], first: number, error: number) {
    const labeling = labelingOf(stage);
    const orders = ordersOf(stage);
    const end = first + stage.blocks.length;
    const ofStage = informativeOf(features, first, end);
    for (const family of FAMILIES) {
      const test = new MaxTest(
        ofStage.filter((feature) => feature.family === family),
        labeling,
        orders,
      );
      this.found.push(...test.tested.filter(({ p }) => p <= error));
      if (family === 'values') this.blocksToSee = fewestBlocks(test, labeling, orders, error);
    }
    const places = groupBy(ofStage, (feature) => `${feature.family}\n${placeOf(feature)}`);
    this.found.push(...testPooled([...places.values()], labeling, orders, error));
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
    const alone = new MaxTest([{ counts }], labeling, orders).tested[0]?.p ?? 1;
    const amongOthers = test.probabilityOf(separationOf(scoresOf({ counts }), labeling, sizes));
    if (Math.max(alone, amongOthers) <= error) return count;
  }

  return undefined;
}

/** The number of pages with different counts at a feature's place. Only what was found counts, so it is a lower limit. */
function countPages(
  { family, site, template, where }: Feature,
  features: readonly Feature[],
  found: readonly Tested<Feature>[],
  stages: readonly Stage[],
): number {
  const details = new Set(found.map(({ feature }) => `${feature.where}\n${feature.detail}`));
  const compared = features.filter(
    (each) =>
      each.site === site &&
      each.template === template &&
      each.where === where &&
      each.family === family &&
      family !== 'numbers' &&
      (family === 'values' || details.has(`${where}\n${each.detail}`)),
  );
  const signatures = new Set<string>();
  let first = 0;
  for (const stage of stages) {
    for (const arm of stage.arms.keys()) {
      const blocks = [...stage.blocks.keys()]
        .filter((at) => stage.blocks[at]?.arm === arm)
        .map((at) => first + at);
      signatures.add(
        compared.map(({ counts }) => Math.sign(medianOf(blocks.map((at) => counts[at] ?? 0)))).join(' '),
      );
    }
    first += stage.blocks.length;
  }

  return Math.max(2, signatures.size);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

const KINDS: readonly Feature['kind'][] = [
  'count',
  'value',
  'presence',
  'order',
  'size',
  'number',
  'position',
  'bit',
];

/** The feature to show of each place. A place that follows only because another one does is left out. */
function bestOfPlaces(found: readonly Tested<Feature>[]): Tested<Feature>[] {
  const sorted = found.toSorted(
    (one, other) =>
      other.separation - one.separation || rankOf(one) - rankOf(other) || depthOf(other) - depthOf(one),
  );
  const places = new Set<string>();
  const patterns = new Set<string>();

  return sorted.filter(({ feature }) => {
    const place = `${feature.site}\n${feature.template}\n${feature.where}`;
    const { scores } = scoresOf(feature);
    const pattern = (sign: number) =>
      `${feature.site}\n${feature.template}\n${scores.map((rank) => sign * rank + 0).join(' ')}`;
    if (places.has(place) || patterns.has(pattern(1)) || patterns.has(pattern(-1))) return false;
    places.add(place);
    patterns.add(pattern(1));

    return true;
  });
}

/** A layer follows the page because a layer inside it does; a value is also a value anywhere. */
function withoutConsequences(found: readonly Tested<Feature>[]): Tested<Feature>[] {
  return found.filter(
    ({ feature: { site, template, where } }) =>
      !found.some(
        ({ feature: other }) =>
          other.site === site &&
          (where === ANYWHERE
            ? other.where !== ANYWHERE
            : other.template === template && other.where.startsWith(`${where} > `)),
      ),
  );
}

function rankOf({ feature: { kind, detail } }: Tested<Feature>): number {
  return KINDS.indexOf(kind) * 2 + (detail.startsWith('is ') ? 0 : 1);
}

function depthOf({ feature: { where } }: Tested<Feature>): number {
  return where.split(' > ').length;
}
