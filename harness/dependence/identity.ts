import type { Experiment, Following } from './experiment.ts';
import type { Feature } from './features/feature.ts';
import { meansOf, sharesOf } from './following.ts';
import type { Message } from './message.ts';
import type { Labeling } from './permutation/labelings.ts';

/** Characters of what a feature says about a value. A shorter one recurs by chance. */
const TELLING = 8;
/** As many single bits and characters tell as much. */
const FEWEST_FINE = 8;
/** Of random bits, half recur. */
const MOST_BY_CHANCE = 0.75;

/**
 * Whether the first page of the first stage gave the same under another identity, for each place: then it tells which page it was,
 * for every user. `other`: it did not, so it depends on more than the page, such as a salt. Undefined where too little can be
 * compared.
 * @param earlier what was sent when that page was visited under another identity
 */
export function underOtherIdentity(
  follows: readonly Following[],
  experiment: Experiment,
  [explore, confirm]: readonly [Labeling, Labeling],
  earlier: readonly Message[],
): ('same' | 'other' | undefined)[] {
  if (follows.length === 0 || earlier.length === 0) return follows.map(() => undefined);
  const features = experiment
    .featuresWith(earlier, explore, confirm)
    .filter((each) => each.family !== 'numbers' && isOfPage(each, explore));

  return follows.map(({ feature: { site, template, where } }) =>
    compare(
      features.filter((each) => each.site === site && each.template === template && each.where === where),
      explore,
      explore.length + confirm.length,
    ),
  );
}

/**
 * @param features of one place, which the page separates
 * @param again the block with the first page under another identity
 */
function compare(
  features: readonly Feature[],
  explore: Labeling,
  again: number,
): 'same' | 'other' | undefined {
  const ofPlace = features.filter(({ totals }) => totals?.[again] !== 0);
  const telling = ofPlace.filter(
    (each) => each.detail.length >= TELLING && isOfFirstPageAlone(each, explore),
  );
  const values = telling.filter(({ family }) => family === 'values');
  const fine = ofPlace.filter(({ family }) => family === 'fine');
  if (telling.length === 0 && fine.length < FEWEST_FINE) return undefined;
  // A form recurs more easily than a value.
  const compared = [values, telling, fine].find(({ length }) => length > 0) ?? [];
  const recurring = compared.filter((each) => isNearFirstPage(each, explore, again)).length;
  if (recurring === compared.length) return 'same';

  return recurring <= (telling.length > 0 ? 0 : MOST_BY_CHANCE * compared.length) ? 'other' : undefined;
}

/** Whether every block of the first stage is nearer to the mean of its own page. */
function isOfPage(feature: Feature, explore: Labeling): boolean {
  return [...explore.keys()].every(
    (block) => isNearFirstPage(feature, explore, block) === (explore[block] === 0),
  );
}

function isOfFirstPageAlone(feature: Feature, explore: Labeling): boolean {
  return feature.counts
    .subarray(0, explore.length)
    .every((count, block) => count > 0 === (explore[block] === 0));
}

function isNearFirstPage(feature: Feature, explore: Labeling, block: number): boolean {
  const shares = sharesOf(feature);
  const [first = 0, second = 0] = meansOf(shares.subarray(0, explore.length), explore);
  const share = shares[block] ?? 0;

  return Math.abs(share - first) < Math.abs(share - second);
}
