/**
 * The upper limit of a one-sided 95 % confidence interval for a rate (Clopper and Pearson, 1934).
 * @param found of so many trials
 */
export function upperBound(found: number, trials: number): number {
  if (found >= trials) return 1;
  let low = found / trials;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const rate = (low + high) / 2;
    if (probabilityOfAtMost(found, trials, rate) > 0.05) low = rate;
    else high = rate;
  }

  return high;
}

/** The probability of at most `count` successes (binomial distribution). */
function probabilityOfAtMost(count: number, trials: number, rate: number): number {
  let term = trials * Math.log1p(-rate);
  let sum = Math.exp(term);
  for (let each = 1; each <= count; each++) {
    term += Math.log(((trials - each + 1) / each) * (rate / (1 - rate)));
    sum += Math.exp(term);
  }

  return sum;
}
