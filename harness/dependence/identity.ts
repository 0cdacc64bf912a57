import type { Experiment, Following } from './experiment.ts';
import { type Message, textOf } from './message.ts';
import type { Labeling } from './test/labelings.ts';

/** Characters of a value that hardly recurs by chance. */
const SHORTEST = 3;

/**
 * Whether the first page of the first stage gave the same value under another identity: such a value tells which page it was, whoever
 * visited it. `other`: it did not, so the value depends on more than the page, such as a salt. Undefined where the page gave no
 * value of its own in every block.
 * @param explore the pages of the blocks of the first stage
 * @param earlier what was sent when that page was visited under another identity
 */
export function valueUnderOtherIdentity(
  { feature }: Following,
  experiment: Experiment,
  explore: Labeling,
  earlier: readonly Message[],
): 'same' | 'other' | undefined {
  const values = experiment.valuesAt(feature).slice(0, explore.length);
  const ofOtherPage = new Set(values.filter((_, block) => explore[block] !== 0).flat());
  const [first = [], ...others] = values.filter((_, block) => explore[block] === 0);
  const own = first.filter(
    (value) =>
      value.length >= SHORTEST &&
      !ofOtherPage.has(value) &&
      others.every((ofBlock) => ofBlock.includes(value)),
  );
  const sent = earlier.filter(({ site }) => site === feature.site).flatMap(({ fields }) => fields);
  if (own.length === 0 || sent.length === 0) return undefined;
  const again = new Set(sent.map(({ value }) => textOf(value)));

  return own.some((value) => again.has(value)) ? 'same' : 'other';
}
