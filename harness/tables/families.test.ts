import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBrowserTables, readFamilies } from './families.ts';
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
    for (const folder of ['families', 'browsers'])
      await cp(join(tablesRoot, `harness/${folder}/data`), join(root, `harness/${folder}/data`), {
        recursive: true,
      });
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
