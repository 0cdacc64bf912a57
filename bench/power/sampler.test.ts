import assert from 'node:assert/strict';
import { createSampler } from './sampler.ts';

const DRAWS = 4000;

describe('the sampler', () => {
  const draws = (draw: (sampler: ReturnType<typeof createSampler>) => number) => {
    const sampler = createSampler(3);

    return Array.from({ length: DRAWS }, () => draw(sampler));
  };
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[DRAWS / 2] ?? Number.NaN;
  const assertNear = (value: number, expected: number, tolerance: number) =>
    assert.ok(Math.abs(value - expected) < tolerance, `${value} for ${expected}`);

  it('is the same for the same seed', () =>
    assert.deepEqual(
      draws((sampler) => sampler.normal()),
      draws((sampler) => sampler.normal()),
    ));

  it('has a uniform distribution from 0 up to 1', () => {
    const values = draws((sampler) => sampler.uniform());
    assert.ok(values.every((value) => value >= 0 && value < 1));
    assertNear(mean(values), 0.5, 0.02);
  });

  it('has a normal distribution', () => {
    const values = draws((sampler) => sampler.normal());
    assertNear(mean(values), 0, 0.05);
    assertNear(mean(values.map((value) => value ** 2)), 1, 0.1);
  });

  it('has a lognormal distribution around a median', () =>
    assertNear(median(draws((sampler) => sampler.lognormal(600, 1))), 600, 40));
  it('counts with a Poisson distribution', () =>
    assertNear(mean(draws((sampler) => sampler.poisson(3))), 3, 0.1));
});
