import { ANYWHERE, type Feature } from './features/feature.ts';
import { type Labeling, sizesOf } from './permutation/labelings.ts';
import type { Tested } from './permutation/max-test.ts';
import { scoresOf } from './permutation/separation.ts';

/** The number of pages with different counts at a feature's place. Only what was found counts, so it is a lower limit. */
export function countPages(
  { family, site, template, where }: Feature,
  features: readonly Feature[],
  found: readonly Tested<Feature>[],
  labelings: readonly Labeling[],
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
  for (const labeling of labelings) {
    for (const arm of sizesOf(labeling).keys()) {
      const blocks = [...labeling.keys()].filter((at) => labeling[at] === arm).map((at) => first + at);
      signatures.add(
        compared.map(({ counts }) => Math.sign(medianOf(blocks.map((at) => counts[at] ?? 0)))).join(' '),
      );
    }
    first += labeling.length;
  }

  return Math.max(2, signatures.size);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The number of blocks whose count is nearer to the mean of their own page than to that of any other. */
export function countFits(feature: Feature, labeling: Labeling): number {
  const shares = sharesOf(feature);
  const means = meansOf(shares, labeling);

  return shares.reduce((fits, share, block) => {
    const own = Math.abs(share - (means[labeling[block] ?? 0] ?? 0));

    return (
      fits + (means.every((mean, arm) => arm === labeling[block] || own < Math.abs(share - mean)) ? 1 : 0)
    );
  }, 0);
}

/** By block, the share of values that were counted, or the count. */
export function sharesOf({ counts, totals }: Feature): Float64Array {
  return counts.map((count, block) => count / (totals?.[block] || 1));
}

/** The mean share of each page. */
export function meansOf(shares: Float64Array, labeling: Labeling): number[] {
  return sizesOf(labeling).map((size, arm) =>
    shares.reduce((sum, share, block) => sum + (labeling[block] === arm ? share / size : 0), 0),
  );
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
export function bestOfPlaces(found: readonly Tested<Feature>[]): Tested<Feature>[] {
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
export function withoutConsequences(found: readonly Tested<Feature>[]): Tested<Feature>[] {
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
