import assert from 'node:assert/strict';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { createWallBreaker } from './walls.ts';
import type { Finder } from './finder.ts';

const { locators, ways, walls, denied, switches } = await readBrowserTables(await readFamilies());

describe('browsers/data', () => {
  it('has a locator for every element that a way presses', () => {
    const roles = new Set(locators.map(({ role }) => role));
    for (const { press, way } of ways)
      for (const step of press)
        assert.ok(roles.has(step) || ['enter', 'back', 'home'].includes(step), `${way}: ${step}`);
  });

  it('has no wall whose button is on the list of texts that are never pressed', () => {
    const release = { family: 'mint', package: 'a.b', versionName: '1', activity: 'a.b.C' } as const;
    createWallBreaker(release, { serial: 'x' }, {} as Finder, { walls, denied });
    const wall = walls.find(({ family }) => family === '*');
    assert.ok(wall);
    assert.throws(
      () =>
        createWallBreaker(release, { serial: 'x' }, {} as Finder, {
          walls: [{ ...wall, press: ['ALLOW'] }],
          denied,
        }),
      /forbids pressing it/,
    );
  });

  it('has only labels of the switch whose checked position sends', () => {
    assert.ok(switches.every(({ checkedMeans }) => checkedMeans === 'sends'));
  });
});
