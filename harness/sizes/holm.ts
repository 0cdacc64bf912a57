/**
 * Holm's step-down correction: adjusted p values, in the given order. If all that are at most alpha are rejected, the probability
 * of any false rejection is at most alpha, however the tests depend on each other.
 */
export function holm(values: readonly number[]): number[] {
  const ascending = values.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = values.map(() => 1);
  let most = 0;
  ascending.forEach(({ p, at }, rank) => {
    most = Math.max(most, Math.min(1, p * (values.length - rank)));
    adjusted[at] = most;
  });

  return adjusted;
}
