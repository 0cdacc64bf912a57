import assert from 'node:assert/strict';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { createSystemDialogs } from './system-dialogs.ts';
import { createWallBreaker } from './walls.ts';
import type { Finder } from './finder.ts';

const { locators, ways, walls, denied, switches, systemDialogs } = await readBrowserTables(
  await readFamilies(),
);

describe('browsers/data', () => {
  it('has a locator for every element that a way presses', () => {
    const roles = new Set(locators.map(({ role }) => role));
    for (const { press, way } of ways)
      for (const step of press)
        assert.ok(roles.has(step) || ['enter', 'back', 'home'].includes(step), `${way}: ${step}`);
  });

  it('has no wall whose button is on the list of texts that are never pressed', () => {
    const release = { family: 'mint', package: 'a.b', versionName: '1', activity: 'a.b.C' } as const;
    const noDialogs = { closeOne: async () => undefined };
    createWallBreaker(release, { serial: 'x' }, {} as Finder, noDialogs, { walls, denied });
    const wall = walls.find(({ family }) => family === '*');
    assert.ok(wall);
    assert.throws(
      () =>
        createWallBreaker(release, { serial: 'x' }, {} as Finder, noDialogs, {
          walls: [{ ...wall, press: ['ALLOW'] }],
          denied,
        }),
      /forbids pressing it/,
    );
  });

  it('has no system dialog whose button is on the list of buttons that are never pressed', () => {
    const handset = { serial: 'x', focused: async () => ({ package: 'a.b', activity: 'a.b.C' }) };
    createSystemDialogs(handset, {} as Finder, { systemDialogs, denied });
    const [dialog] = systemDialogs;
    assert.ok(dialog);
    const allow = 'com.android.permissioncontroller:id/permission_allow_button';
    assert.throws(
      () =>
        createSystemDialogs(handset, {} as Finder, {
          systemDialogs: [{ ...dialog, press: [allow] }],
          denied,
        }),
      /forbids pressing it/,
    );
  });

  it('has only labels of the switch whose checked position sends', () => {
    assert.ok(switches.every(({ checkedMeans }) => checkedMeans === 'sends'));
  });
});
