import assert from 'node:assert/strict';
import { testDependence } from './experiment.ts';
import { simulate, SITES } from './testing/simulate.ts';
import { GUILTY } from './testing/guilty.ts';
import { HONEST } from './testing/honest.ts';
import type { Way } from './testing/visit.ts';

/** Of each pair, all small codes differ: two pages may have the same one by chance. */
const FIRST = [
  'https://www.site1044.page.test/articles/2044',
  'https://www.site1045.page.test/articles/2045',
];
const OTHERS = [
  'https://www.site1060.page.test/articles/2060',
  'https://www.site1061.page.test/articles/2061',
];
/** Sent so seldom that 6 blocks of a page are too few. */
const SELDOM = new Set(['one visit in three', 'pieces of a digest']);

function stageOf(way: Way, pages: readonly string[], blocksOfPage: number, seed: number) {
  return simulate({ way, pages, blocksOfPage, visits: 3, seed });
}

function followsIn(way: Way, seed: number) {
  const result = testDependence(stageOf(way, FIRST, 6, seed), stageOf(way, OTHERS, 6, seed + 1), SITES);
  assert.equal(result.kind, 'tested', result.kind === 'undecided' ? result.why : '');

  return result.kind === 'tested' ? result.follows : [];
}

describe('two stages of 6 and 6 blocks', () => {
  for (const [name, way] of Object.entries(GUILTY).filter(([each]) => !SELDOM.has(each)))
    it(`find the page in ${name}`, () => {
      const [first] = followsIn(way, 10);
      assert.ok(first, 'nothing follows the page');
      assert.ok(first.again, 'it is not confirmed');
      assert.ok(first.p <= 0.005, String(first.p));
    });

  for (const [name, way] of Object.entries(HONEST))
    it(`find nothing in ${name}`, () => {
      assert.deepEqual(
        followsIn(way, 20).map(({ feature }) => `${feature.where} ${feature.detail}`),
        [],
      );
    });
});

describe('one stage of 12 and 12 blocks', () => {
  for (const name of SELDOM)
    it(`finds the page in ${name}`, () => {
      const way = GUILTY[name];
      assert.ok(way, name);
      const result = testDependence(stageOf(way, FIRST, 12, 30), undefined, SITES);
      assert.equal(result.kind, 'tested');
      assert.ok(result.kind === 'tested' && result.follows.length > 0, 'nothing follows the page');
    });
});
