import { MaxTest } from './permutation/max-test.ts';
import { type Labeling, type Labelings, sizesOf } from './permutation/labelings.ts';
import { scoresOf, separationOf } from './permutation/separation.ts';

/** With a smaller p, the order is no random one: everything that grows with time would follow the page. */
const NOT_INTERLEAVED = 0.01;
/** A separation from which a pattern of the order counts as the arms themselves. */
const SAME = 0.9;

/** A feature that changes less often is a step in time: a digit of a clock, a session. */
export const FEWEST_CHANGES = 3;

/** How often a value differs from the one of the block before. */
export function countChanges(values: Float64Array | Uint8Array): number {
  let changes = 0;
  for (let at = 1; at < values.length; at++) if (values[at] !== values[at - 1]) changes++;

  return changes;
}

/** Whether a counter, or a value that changes once during the recording, would follow the page. */
export function isInterleaved(recorded: Labeling, labelings: Labelings): boolean {
  if (countChanges(recorded) < FEWEST_CHANGES) return false;
  const blocks = recorded.length;
  const steps = Array.from({ length: blocks - 1 }, (_, at) => ({
    counts: Float64Array.from(recorded, (__, block) => (block > at ? 1 : 0)),
  }));
  const counter = { counts: Float64Array.from(recorded, (_, block) => block) };
  const [first] = new MaxTest([counter, ...steps], labelings).under(recorded);

  return (first?.p ?? 0) > NOT_INTERLEAVED;
}

/**
 * Whether the arms alternate so regularly that a bit of a counter would follow the page: `ABAB...`, `ABBA...`. A counter may
 * advance by several in each block.
 */
export function isRegular(recorded: Labeling): boolean {
  const sizes = sizesOf(recorded);
  for (let step = 1; step <= 6; step++)
    for (let first = 0; first < 8; first++)
      for (let bit = 0; bit < 3; bit++) {
        const counts = Float64Array.from(recorded, (_, block) => ((first + step * block) >> bit) & 1);
        const scores = scoresOf({ counts });
        if (scores.total > 0 && separationOf(scores, recorded, sizes) >= SAME) return true;
      }

  return false;
}
