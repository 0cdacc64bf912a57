import assert from 'node:assert/strict';
import type { LocatorRow } from '../model/family.ts';
import type { DrivenRelease } from './driven-release.ts';
import { createFinder, ElementNotFound, type FinderSession } from './finder.ts';
import { queryOf } from './locator.ts';

const release: DrivenRelease = {
  family: 'mint',
  package: 'com.mint',
  versionName: '3.4.0',
  activity: 'com.mint.Main',
};
const row = (role: string, family: LocatorRow['family'], value: string): LocatorRow => ({
  family,
  role,
  strategy: 'id',
  value,
  confidence: 'L',
  source: 'test',
});

describe('finder', () => {
  /** The values of the queries that find an element. */
  let screen: Set<string>;
  let queries: string[];
  let clicks: string[];
  let staleClicks: number;
  const session = {
    findElements: async (_using: string, value: string) => {
      queries.push(value);

      return screen.has(value) ? [{ 'element-6066-11e4-a52e-4f735466cecf': value }] : [];
    },
    elementClick: async (id: string) => {
      if (staleClicks-- > 0) throw new Error('stale element reference: the element is gone');
      clicks.push(id);
    },
  } as unknown as FinderSession;
  const finder = createFinder(
    release,
    {
      session,
      serial: 'fake-1',
      focused: async () => ({ package: 'com.other', activity: '.Main' }),
    },
    [
      row('menu', '*', 'any_menu'),
      row('menu', 'chrome', 'chrome_menu'),
      row('menu', 'mint', 'first'),
      row('menu', 'mint', 'second'),
    ],
  );

  beforeEach(() => {
    [screen, queries, clicks, staleClicks] = [new Set(), [], [], 0];
  });

  it("tries the family's rows in order, then those of every family, and no others", async () => {
    assert.equal(await finder.find('menu'), undefined);
    assert.deepEqual(queries, ['com.mint:id/first', 'com.mint:id/second', 'com.mint:id/any_menu']);
  });

  it('uses the first row that finds an element', async () => {
    screen = new Set(['com.mint:id/second', 'com.mint:id/any_menu']);
    assert.equal((await finder.find('menu'))?.locator.value, 'second');
  });

  it('names the missing role, the tried locators, the release, the handset and the app in the foreground', async () => {
    const error = await finder.waitForAny(['menu'], 50).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof ElementNotFound);
    for (const part of ['mint 3.4.0', 'fake-1', "'menu'", "id 'first'", "id 'any_menu'", 'com.other/.Main'])
      assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
  });

  it('waits for an element to appear', async () => {
    setTimeout(() => screen.add('com.mint:id/first'), 120);
    await finder.press('menu', 2_000);
    assert.deepEqual(clicks, ['com.mint:id/first']);
  });

  it('finds an element again if it disappeared before it was pressed', async () => {
    screen.add('com.mint:id/first');
    staleClicks = 2;
    await finder.press('menu', 2_000);
    assert.deepEqual(clicks, ['com.mint:id/first']);
  });

  it('rejects a role without a locator', async () => {
    await assert.rejects(finder.find('nothing'), /the table of locators has no row 'nothing' for mint/);
  });
});

describe('queryOf', () => {
  it('prefixes an id with the package, unless it contains a colon', () => {
    assert.equal(queryOf({ strategy: 'id', value: 'url' }, 'a.b').value, 'a.b:id/url');
    assert.equal(queryOf({ strategy: 'id', value: 'android:id/title' }, 'a.b').value, 'android:id/title');
  });

  it('searches texts only in windows of the package', () => {
    assert.deepEqual(queryOf({ strategy: 'textContains', value: 'say "hi" \\' }, 'a.b'), {
      using: '-android uiautomator',
      value: 'new UiSelector().packageName("a.b").textContains("say \\"hi\\" \\\\")',
    });
  });
});
