import assert from 'node:assert/strict';
import { createChance } from './chance.ts';

const DRAWS = 4000;

describe('chance of the simulation', () => {
  const draws = (draw: (chance: ReturnType<typeof createChance>) => number) => {
    const chance = createChance(3);

    return Array.from({ length: DRAWS }, () => draw(chance));
  };
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[DRAWS / 2] ?? Number.NaN;
  const near = (value: number, expected: number, by: number) =>
    assert.ok(Math.abs(value - expected) < by, `${value} for ${expected}`);

  it('is the same for the same seed', () =>
    assert.deepEqual(
      draws((chance) => chance.normal()),
      draws((chance) => chance.normal()),
    ));

  it('is uniform from 0 up to 1', () => {
    const values = draws((chance) => chance.uniform());
    assert.ok(values.every((value) => value >= 0 && value < 1));
    near(mean(values), 0.5, 0.02);
  });

  it('is normal', () => {
    const values = draws((chance) => chance.normal());
    near(mean(values), 0, 0.05);
    near(mean(values.map((value) => value ** 2)), 1, 0.1);
  });

  it('is lognormal around a median', () =>
    near(median(draws((chance) => chance.lognormal(600, 1))), 600, 40));
  it('counts as Poisson does', () => near(mean(draws((chance) => chance.poisson(3))), 3, 0.1));
});
