import assert from 'node:assert/strict';
import { planBlocks, VISITS } from './design.ts';
import { createDraw } from './draw.ts';

describe('the design of blocks', () => {
  const plan = planBlocks('a seed');

  it('has six blocks of each arm, three in each half, and a washout before every one', () => {
    for (const arm of ['short', 'long', 'taps'] as const) {
      assert.equal(plan.filter((block) => block.arm === arm).length, 6);
      for (const group of [0, 1])
        assert.equal(plan.filter((block) => block.arm === arm && block.group === group).length, 3);
    }
    assert.ok(plan.every(({ arm }, at) => (arm === 'washout') === (at % 2 === 0)));
    assert.deepEqual(
      plan.map(({ number }) => number),
      plan.map((_, at) => at),
    );
  });

  it('has as many visits in the short arm as in the long one, and none in others', () => {
    for (const { arm, visits } of plan)
      assert.equal(visits, arm === 'short' || arm === 'long' ? VISITS : 0, arm);
  });

  it('is the same for the same seed on every machine', () => {
    assert.deepEqual(planBlocks('a seed'), plan);
    assert.equal(
      plan
        .filter(({ arm }) => arm !== 'washout')
        .map(({ arm }) => arm.charAt(0))
        .join(''),
      'tsslsllttssltltstl',
    );
    assert.notDeepEqual(planBlocks('another'), plan);
  });

  it('draws every order of an arm equally often', () => {
    const seen = new Map<string, number>();
    const runs = 4_000;
    for (let run = 0; run < runs; run++) {
      const compared = planBlocks(`run ${run}`).filter(({ arm, group }) => group === 0 && arm !== 'taps');
      const order = compared.map(({ arm }) => arm.charAt(0)).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    assert.equal(seen.size, 20);
    // Pearson's statistic against 20 orders, each as likely: 43.8 is met or passed once in 1,000 (19 degrees of freedom).
    const expected = runs / 20;
    const statistic = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(statistic < 43.8, String(statistic));
  });
});

describe('draws from a seed', () => {
  it('stay within their count', () => {
    const draw = createDraw('x');
    const drawn = Array.from({ length: 500 }, () => draw(3));
    assert.deepEqual(
      [...new Set(drawn)].sort((a, b) => a - b),
      [0, 1, 2],
    );
  });
});
