import { countChanges, FEWEST_CHANGES } from '../order.ts';

/** Kinds of dependence; a contract of `leakgate experiment --json`. */
export type FeatureKind = 'value' | 'presence' | 'count' | 'order' | 'size' | 'bit' | 'position' | 'number';

/** Families are tested apart, so that many fine features do not drown a few coarse ones. */
export type Family = 'values' | 'forms' | 'shape' | 'fine' | 'numbers';

export const FAMILIES: readonly Family[] = ['values', 'forms', 'shape', 'fine', 'numbers'];

/** Something that can be counted or measured in every block. */
export interface Feature {
  family: Family;
  kind: FeatureKind;
  /** The first host that received it. */
  host: string;
  site: string;
  template: string;
  where: string;
  /** Of which value: shown to a reader. */
  detail: string;
  /** By block. */
  counts: Float64Array;
  /** By block, where each of so many values was counted or not. */
  totals?: Float64Array | undefined;
}

/** Collects features by what they are; counts are by block. */
export class FeatureSet {
  readonly #features = new Map<string, Feature>();
  readonly #blocks: number;

  constructor(blocks: number) {
    this.#blocks = blocks;
  }

  add(block: number, about: Omit<Feature, 'counts'>, amount = 1): void {
    const key = `${about.kind}\n${about.site}\n${about.template}\n${about.where}\n${about.detail}`;
    let feature = this.#features.get(key);
    if (!feature) {
      feature = { ...about, counts: this.newCounts() };
      this.#features.set(key, feature);
    }
    feature.counts[block] = (feature.counts[block] ?? 0) + amount;
  }

  /** Zero for each block. */
  newCounts(): Float64Array {
    return new Float64Array(this.#blocks);
  }

  get all(): Feature[] {
    return [...this.#features.values()];
  }
}

/**
 * The features of a stage that can tell about pages: not equal in all blocks, not in one block alone, and not a step in time.
 * Labels play no part in it.
 * @param first index of the first block
 */
export function informativeOf(features: readonly Feature[], first: number, end: number): Feature[] {
  return features.flatMap((feature) => {
    const counts = feature.counts.subarray(first, end);
    const blocks = counts.filter((count) => count !== 0).length;
    if (countChanges(counts) < FEWEST_CHANGES || blocks < 2) return [];
    const totals = feature.totals?.subarray(first, end);
    if (totals && isAlways(counts, totals)) return [];

    return [{ ...feature, counts, ...(totals && { totals }) }];
  });
}

/** Whether every value was counted. @throws {Error} for more counts than values: no share would be right */
function isAlways(counts: Float64Array, totals: Float64Array): boolean {
  if (counts.some((count, block) => count > (totals[block] ?? 0)))
    throw new Error('a feature was counted more often than there are values');

  return counts.every((count, block) => count === totals[block]);
}

/** The place of a value that counts in whatever field it is. */
export const ANYWHERE = 'any field';
