import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBrowserTables, readFamilies } from './families.ts';
import { OWN_TABLE } from './own-table.ts';
import { tablesRoot } from './read-table.ts';

const FAMILY = `
product: Some Browser
vendor: Some Company
package: test.some.browser
activities: [test.some.browser.Main]
statisticsSwitch: null
trust: platform
source: its manifest
`;

describe('the families', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-families-'));
    for (const path of ['harness/families/data', 'harness/browsers/data', 'apks/simulated/locators.yaml'])
      await cp(join(tablesRoot, path), join(root, path), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are one file each', async () => {
    await writeFile(join(root, 'harness/families/data/some-browser.yaml'), FAMILY);
    const families = await readFamilies(root);
    const some = families.find(({ family }) => family === 'some-browser');
    assert.deepEqual([some?.package, some?.helpers], ['test.some.browser', []]);
    const { locators } = await readBrowserTables(families, root);
    assert.ok(locators.some(({ family }) => family === '*'));
  });

  it('may have their own screens, which are listed before those of every family', async () => {
    await writeFile(join(root, 'harness/families/data/some-browser.yaml'), FAMILY);
    await writeFile(
      join(root, 'harness/browsers/data/some-browser.yaml'),
      "switches: [{ strategy: text, label: Send, checkedMeans: sends, confidence: L, source: 'a guess' }]",
    );
    const { switches } = await readBrowserTables(await readFamilies(root), root);
    assert.deepEqual(
      switches.slice(0, 2).map(({ family }) => family),
      ['some-browser', '*'],
    );
  });

  const OWN = `
families:
  own-browser: { product: Own, vendor: Me, package: test.own, activities: [test.own.Main], statisticsSwitch: null, trust: platform, source: its manifest }
screens:
  own-browser:
    locators: [{ role: menu, strategy: desc, value: मेनू, confidence: H, source: seen }]
  any-family:
    locators: [{ role: menu, strategy: desc, value: Меню, confidence: H, source: seen }]
    ways: [{ way: submit, press: [goButton], confidence: H, source: seen }]
`;

  it("are followed by those of the user's own table, whose rows are read first", async () => {
    await writeFile(join(root, OWN_TABLE), OWN);
    const families = await readFamilies(root);
    assert.equal(families.at(-1)?.family, 'own-browser');
    const { locators, ways } = await readBrowserTables(families, root);
    assert.deepEqual(
      locators.slice(0, 3).map(({ family, value, own }) => [family, value, own]),
      [
        ['own-browser', 'मेनू', true],
        ['*', 'Меню', true],
        [locators[2]?.family, locators[2]?.value, undefined],
      ],
    );
    assert.deepEqual([ways[0]?.family, ways[0]?.press, ways[0]?.own], ['*', ['goButton'], true]);
  });

  for (const [what, text, expectedMessage] of [
    [
      'a family of ours',
      OWN.replaceAll('own-browser', 'mint'),
      /leakgate\.locators\.yaml: families: 'mint' is a family of Leakgate/,
    ],
    [
      'the package of a family of ours, whose helpers it would lose',
      OWN.replace('test.own,', 'com.mi.globalbrowser.mini,'),
      /com\.mi\.globalbrowser\.mini is the package of the family 'mint'/,
    ],
    ['screens of no family', 'screens: { other: {} }', /screens: no family is named 'other'/],
    [
      'an unknown key',
      'screens: { mint: { buttons: [] } }',
      /leakgate\.locators\.yaml: screens\.mint: .*"buttons"/,
    ],
  ] as const)
    it(`reject a table of the user's with ${what}`, async () => {
      await writeFile(join(root, OWN_TABLE), text);
      await assert.rejects(async () => readBrowserTables(await readFamilies(root), root), expectedMessage);
    });

  const broken: [what: string, file: string, text: string, expectedMessage: RegExp][] = [
    [
      'an unknown key',
      'families/data/some-browser.yaml',
      `${FAMILY}helper: x`,
      /some-browser\.yaml: .*"helper"/,
    ],
    [
      'a missing key',
      'families/data/some-browser.yaml',
      FAMILY.replace(/vendor.*/, ''),
      /some-browser\.yaml: vendor: /,
    ],
    ['screens of no family', 'browsers/data/other.yaml', 'ways: []', /no family is named 'other'/],
    [
      'a broken row',
      'browsers/data/mint.yaml',
      'ways: [{ way: nowhere, press: [menu], confidence: L, source: x }]',
      /mint\.yaml: ways, row 1, way: /,
    ],
  ];
  for (const [what, file, text, expectedMessage] of broken)
    it(`are rejected with ${what}`, async () => {
      await writeFile(join(root, 'harness', file), text);
      await assert.rejects(async () => readBrowserTables(await readFamilies(root), root), expectedMessage);
    });
});
