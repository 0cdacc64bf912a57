import assert from 'node:assert/strict';
import { countBlocks, planPageBlocks } from './design.ts';

describe('the design of blocks with pages', () => {
  const plan = planPageBlocks('a seed', 7, 'explore');

  it('has one first visit to each page, and as many blocks of each as requested', () => {
    const visiting = plan.filter(({ arm }) => arm !== 'washout');
    assert.deepEqual(
      visiting.slice(0, 2).map(({ arm, page, visits }) => ({ arm, page, visits })),
      [
        { arm: 'first', page: 'a', visits: 1 },
        { arm: 'first', page: 'b', visits: 1 },
      ],
    );
    for (const page of ['a', 'b']) assert.equal(plan.filter(({ arm }) => arm === page).length, 7, page);
  });

  it('ends with a page of the first stage in the second one', () => {
    assert.deepEqual(planPageBlocks('a seed', 7, 'confirm').slice(plan.length), [
      { number: 32, arm: 'washout', page: undefined, visits: 0 },
      { number: 33, arm: 'first', page: 'earlier', visits: 3 },
    ]);
    assert.equal(plan.length, countBlocks(7));
  });

  it('has a washout before every block', () => {
    assert.ok(
      plan.every(({ arm }, at) => (arm === 'washout') === (at % 2 === 0)),
      'not every other block is a washout',
    );
  });

  it('is the same for the same seed on every machine', () => {
    const orderOf = (seed: string) =>
      planPageBlocks(seed, 6, 'explore')
        .filter(({ arm }) => arm === 'a' || arm === 'b')
        .map(({ arm }) => arm)
        .join('');
    assert.equal(orderOf('a seed'), 'bbbaaaababba');
    assert.equal(orderOf('another'), 'aaaabbabbbab');
  });
});
