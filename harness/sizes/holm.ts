/**
 * Holm's step-down correction: adjusted p values, in the given order. If all that are at most alpha are rejected, the probability
 * of any false rejection is at most alpha, however the tests depend on each other.
 */
export function correctHolm(values: readonly number[]): number[] {
  const ascending = values.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = values.map(() => 1);
  let highest = 0;
  ascending.forEach(({ p, at }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (values.length - rank)));
    adjusted[at] = highest;
  });

  return adjusted;
}
