import type { Family, Feature } from './features/feature.ts';
import { featuresOf } from './features/index.ts';
import { observe } from './features/observed.ts';
import { seriesOf } from './features/series.ts';
import { CUT } from './fields/read-fields.ts';
import { messagesOf, type Sites } from './fields/read-message.ts';
import { bestOfPlaces, countFits, countPages, withoutConsequences } from './following.ts';
import { type Message, textOf } from './message.ts';
import { isRegular } from './order.ts';
import { labelingOf, ordersOf, type RecordedBlock, type Stage, whyUntestable } from './stage.ts';
import { CONFIRM_ERROR, ERROR, placeOf, STAGE_ERROR, StageTest, testError } from './stage-test.ts';
import type { Labeling } from './permutation/labelings.ts';
import type { Tested } from './permutation/max-test.ts';

/** A place that follows the page, with the feature that shows it best. */
export interface Following extends Tested<Feature> {
  /** The feature of the same place that shows it best in the second stage; undefined without a second stage. */
  again: Tested<Feature> | undefined;
  /** In how many blocks of both stages the feature fits the page of the block: its count is nearer to that page's mean. */
  fits: number;
  /** At least so many pages can be told apart. */
  pagesToldApart: number;
}

export type ExperimentResult =
  | { kind: 'undecided'; why: string }
  | {
      kind: 'tested';
      experiment: Experiment;
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
  const why =
    whyUntestable(explore, exploreError(confirm)) ??
    (confirm && whyUntestable(confirm, testError(CONFIRM_ERROR)));

  if (why !== undefined) return { kind: 'undecided', why };
  const experiment = new Experiment(explore, confirm, sites);
  const labelings = [labelingOf(explore), confirm && labelingOf(confirm)] as const;
  const { messages } = experiment;

  return {
    kind: 'tested',
    experiment,
    follows: experiment.under(...labelings),
    blocksToSee: experiment.blocksToSee(...labelings),
    cut: messages.filter(({ fields }) => fields.some(({ path }) => path === CUT)).length,
    features: experiment.features(...labelings).length,
    messages,
  };
}

/** The error of each test of the first stage. */
function exploreError(confirm: Stage | undefined): number {
  return testError(confirm ? STAGE_ERROR : ERROR);
}

/** What was recorded, prepared for any assignment of its blocks to pages. */
export class Experiment {
  readonly #explore: Stage;
  readonly #confirm: Stage | undefined;
  readonly messages: readonly Message[];
  readonly #error: number;
  /** By whether the pages alternate regularly. */
  readonly #prepared = new Map<boolean, { features: Feature[]; explored: StageTest }>();

  constructor(explore: Stage, confirm: Stage | undefined, sites: Sites) {
    this.#explore = explore;
    this.#confirm = confirm;
    this.#error = exploreError(confirm);
    this.messages = this.#blocks.flatMap((block, at) => messagesOf(block, at, sites));
  }

  /** What follows the page if the blocks of each stage were of these pages. */
  under(explore: Labeling, confirm: Labeling | undefined): Following[] {
    const { features, explored } = this.#prepare(explore, confirm);
    const found = explored.found(explore);
    const confirmed = confirm && this.#confirmed(features, found, confirm);
    const following = confirmed ? found.filter(({ feature }) => confirmed.has(placeOf(feature))) : found;
    const pages = confirm ? [explore, confirm] : [explore];

    return withoutConsequences(bestOfPlaces(following)).map((each) => {
      const again = confirmed?.get(placeOf(each.feature));

      return {
        ...each,
        again,
        fits: countFits(each.feature, explore) + (again && confirm ? countFits(again.feature, confirm) : 0),
        pagesToldApart: countPages(each.feature, features, found, pages),
      };
    });
  }

  /** The fewest blocks of one page in which a value must be sent to be found; undefined if no number is enough. */
  blocksToSee(explore: Labeling, confirm: Labeling | undefined): number | undefined {
    return this.#prepare(explore, confirm).explored.blocksToSee(explore);
  }

  /** Everything that is tested. */
  features(explore: Labeling, confirm: Labeling | undefined): readonly Feature[] {
    return this.#prepare(explore, confirm).features;
  }

  /** The same with messages of one more block. */
  featuresWith(messages: readonly Message[], explore: Labeling, confirm: Labeling): Feature[] {
    const block = this.#blocks.length;

    return featuresOf(
      [...this.messages, ...messages.map((message) => ({ ...message, block }))],
      block + 1,
      isRegular(explore) || isRegular(confirm),
    );
  }

  /**
   * Whether the experiment would have found what the messages of another sender tell. They are compared beside everything that was
   * recorded.
   */
  wouldFind(messages: readonly Message[], explore: Labeling, confirm: Labeling): boolean {
    const { explored } = this.#prepare(explore, confirm);
    const features = featuresOf(messages, explore.length + confirm.length, false);
    const test = new StageTest(features, 0, ordersOf(this.#explore), this.#error, explored);
    const found = test.found(explore);

    return this.#confirmed(features, found, confirm).size > 0;
  }

  /** What was sent at a feature's place, by block of both stages. */
  valuesAt({ site, template, where }: Feature): string[][] {
    const values = this.#blocks.map((): string[] => []);
    for (const each of seriesOf(observe(this.messages), this.#blocks.length))
      if (each.site === site && each.template === template && each.path === where)
        for (const { block, value } of each.values) values[block]?.push(textOf(value));

    return values;
  }

  /** The best separation of a family in the first stage, under every assignment of blocks to pages. */
  maximaOf(family: Family, explore: Labeling, confirm: Labeling | undefined): Float64Array {
    return this.#prepare(explore, confirm).explored.maximaOf(family);
  }

  get #blocks(): readonly RecordedBlock[] {
    return [...this.#explore.blocks, ...(this.#confirm?.blocks ?? [])];
  }

  #prepare(explore: Labeling, confirm: Labeling | undefined): { features: Feature[]; explored: StageTest } {
    const isOrderRegular = isRegular(explore) || (confirm !== undefined && isRegular(confirm));
    let prepared = this.#prepared.get(isOrderRegular);
    if (!prepared) {
      const features = featuresOf(this.messages, this.#blocks.length, isOrderRegular);
      const explored = new StageTest(features, 0, ordersOf(this.#explore), this.#error);
      prepared = { features, explored };
      this.#prepared.set(isOrderRegular, prepared);
    }

    return prepared;
  }

  /** By place, the feature that shows it best. */
  #confirmed(
    features: readonly Feature[],
    found: readonly Tested<Feature>[],
    labeling: Labeling,
  ): ReadonlyMap<string, Tested<Feature>> {
    if (found.length === 0 || !this.#confirm) return new Map();
    const isFound = new Set(found.map(({ feature }) => placeOf(feature)));
    const again = features.filter((feature) => isFound.has(placeOf(feature)));
    const first = this.#explore.blocks.length;
    const test = new StageTest(again, first, ordersOf(this.#confirm), testError(CONFIRM_ERROR));
    const best = test.found(labeling).sort((one, other) => one.separation - other.separation);

    return new Map(best.map((each) => [placeOf(each.feature), each]));
  }
}
