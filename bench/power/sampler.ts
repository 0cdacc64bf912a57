import { createRandomBytes } from '../../harness/detect/testing/random.ts';

/** Random values from a seed, the same in every run. */
export interface Sampler {
  bytes(length: number): Buffer;
  /** From 0 up to 1. */
  uniform(): number;
  normal(): number;
  /** Around a median; sigma is of its logarithm. */
  lognormal(median: number, sigma: number): number;
  poisson(mean: number): number;
}

export function createSampler(seed: number): Sampler {
  const bytes = createRandomBytes(seed);
  const uniform = () => bytes(4).readUInt32BE() / 2 ** 32;
  /** Box and Muller. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  return {
    bytes,
    uniform,
    normal,
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson(mean) {
      let count = 0;
      for (let waited = -Math.log(1 - uniform()); waited < mean; waited -= Math.log(1 - uniform()))
        count += 1;

      return count;
    },
  };
}
