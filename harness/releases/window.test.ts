import assert from 'node:assert/strict';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';
import { UNKNOWN_SDK_MS, windowOf } from './window.ts';
import { isRange } from './versions.ts';

describe('windowOf', () => {
  const table: [sdks: string[], ms: number][] = [
    [['sensors'], 45_000],
    [['uma'], 300_000],
    [['sensors', 'umeng'], UNKNOWN_SDK_MS],
    [['sensors', 'firebase'], UNKNOWN_SDK_MS],
    [['sensors', 'mistat'], 300_000],
    [['onetrack', 'sensors'], 900_000],
    [['sensors', 'never-heard-of'], UNKNOWN_SDK_MS],
    [[], UNKNOWN_SDK_MS],
  ];
  for (const [sdks, ms] of table)
    it(`is ${ms / 1000} s for ${sdks.join(' and ') || 'an APK without a known SDK'}`, async () => {
      assert.equal(windowOf(sdks, await readSdks()), ms);
    });
});

describe('the tables of releases', () => {
  it('have each package and SDK once', async () => {
    const families = await readFamilies();
    const sdks = await readSdks();
    assert.equal(new Set(families.map(({ family }) => family)).size, families.length);
    assert.equal(new Set(families.map((row) => row.package)).size, families.length);
    assert.equal(new Set(sdks.map(({ id }) => id)).size, sdks.length);
  });

  it('have valid version ranges for releases with a statistics switch', async () => {
    for (const { statisticsSwitch } of await readFamilies())
      assert.ok(statisticsSwitch === null || isRange(statisticsSwitch));
  });
});
