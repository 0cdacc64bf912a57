import assert from 'node:assert/strict';
import {
  deniedRowSchema,
  locatorRowSchema,
  switchRowSchema,
  wallRowSchema,
  wayRowSchema,
} from '../model/tables.ts';
import { createWallBreaker } from './walls.ts';
import type { Finder } from './finder.ts';
import { readRows } from './testing/read-rows.ts';

describe('browsers/data', () => {
  it('has a locator for every element that a way presses', async () => {
    const locators = await readRows('locators.yaml', locatorRowSchema);
    const roles = new Set(locators.map(({ role }) => role));
    for (const { press, way } of await readRows('ways.yaml', wayRowSchema))
      for (const step of press)
        assert.ok(roles.has(step) || ['enter', 'back', 'home'].includes(step), `${way}: ${step}`);
  });

  it('has no wall that would agree to something', async () => {
    const walls = await readRows('walls.yaml', wallRowSchema);
    const denied = await readRows('denied.yaml', deniedRowSchema);
    const release = { family: 'mint', package: 'a.b', versionName: '1', activity: 'a.b.C' } as const;
    createWallBreaker(release, { serial: 'x' }, {} as Finder, { walls, denied });
    const [wall] = walls;
    assert.ok(wall);
    assert.throws(
      () =>
        createWallBreaker(release, { serial: 'x' }, {} as Finder, {
          walls: [{ ...wall, press: ['ALLOW'] }],
          denied,
        }),
      /never pressed/,
    );
  });

  it('reads every wording of the switch', async () => {
    const switches = await readRows('switches.yaml', switchRowSchema);
    assert.ok(switches.every(({ checkedMeans }) => checkedMeans === 'sends'));
  });
});
