import assert from 'node:assert/strict';
import type { BrowserTables, LocatorRow } from '../model/family.ts';
import { browserActivity } from '../simulator/activities/testing/doubles.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { type BrowserPage, browserFor } from './browser-page.ts';
import { type DoubledPhone, startDoubledPhone } from './testing/doubled-phone.ts';

const LIMIT_MS = 100;

describe('the cues of private mode', () => {
  let tables: BrowserTables;
  let phone: DoubledPhone;

  const start = async (
    declaration: Record<string, unknown> = {},
    rows: readonly Pick<LocatorRow, 'role' | 'strategy' | 'value' | 'own'>[] = [],
  ): Promise<BrowserPage> => {
    phone = await startDoubledPhone(declaration);
    const added = rows.map((row) => ({ ...row, family: 'mint', confidence: 'L' as const, source: 'test' }));
    const release = {
      family: 'mint',
      package: phone.package,
      versionName: '3.4.0',
      activity: browserActivity,
    };
    const page = browserFor(release, phone.handset, { ...tables, locators: [...added, ...tables.locators] });
    await page.launch();

    return page;
  };
  const seen = async (page: BrowserPage): Promise<Record<string, boolean>> =>
    Object.fromEntries((await page.privateCues(LIMIT_MS)).map((cue) => [cue.name, cue.seen]));

  before(async () => {
    tables = await readBrowserTables(await readFamilies());
  });
  afterEach(() => phone.stop());

  it('are seen in private mode, and not after it was left', async () => {
    const page = await start();
    await page.openPrivately();
    assert.deepEqual(await seen(page), { 'page-marker': true, 'menu-item': true });
    await page.closePrivate();
    assert.deepEqual(await seen(page), { 'page-marker': false, 'menu-item': false });
  });

  it('are read independently', async () => {
    const page = await start({ private: { cues: ['privateBadge'] } });
    await page.openPrivately();
    assert.deepEqual(await seen(page), { 'page-marker': true, 'menu-item': false });
  });

  it('are not taken from what normal mode shows too', async () => {
    const page = await start({ private: { cues: [] } }, [
      { role: 'menuExitPrivate', strategy: 'text', value: 'Settings' },
      { role: 'privateHomeText', strategy: 'text', value: 'Enter a URL or search the web' },
    ]);
    await page.openPrivately();
    assert.deepEqual(await seen(page), { 'page-marker': false, 'menu-item': false });
  });

  it('are not taken from a list that normal mode shows further down', async () => {
    const page = await start({ private: { cues: [] }, scroll: ['menuSettings'] }, [
      { role: 'menuExitPrivate', strategy: 'text', value: 'Settings' },
    ]);
    await page.openPrivately();
    assert.equal((await seen(page))['menu-item'], false);
  });

  it('are still found by other locators of the same role', async () => {
    const page = await start({}, [{ role: 'menuExitPrivate', strategy: 'text', value: 'Settings' }]);
    await page.openPrivately();
    assert.deepEqual(await seen(page), { 'page-marker': true, 'menu-item': true });
  });

  it('prove nothing if normal mode was not read', async () => {
    const page = await start();
    await phone.handset.session.elementClick(await idOf('//*[@content-desc="More options"]'));
    await phone.handset.session.elementClick(await idOf('//*[@text="New incognito tab"]'));
    assert.deepEqual(await seen(page), { 'page-marker': false, 'menu-item': false });
  });

  it("name the row that found them if it is the user's own", async () => {
    const page = await start({ ui: { 'en-US': { menuExitPrivate: { text: 'Уйти' } } } }, [
      { role: 'menuExitPrivate', strategy: 'text', value: 'Уйти', own: true },
    ]);
    const cues = await page.openPrivately();
    assert.deepEqual(
      cues.map(({ seen: isSeen, own }) => [isSeen, own]),
      [
        [true, undefined],
        [true, "menuExitPrivate by text 'Уйти'"],
      ],
    );
  });

  async function idOf(path: string): Promise<string> {
    const [found] = await phone.handset.session.findElements('xpath', path);

    return Object.values(found ?? {})[0] ?? '';
  }
});
