import assert from 'node:assert/strict';
import type { BrowserTables, LocatorRow } from '../model/family.ts';
import { browserActivity } from '../simulator/activities/testing/doubles.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { type BrowserPage, browserFor } from './browser-page.ts';
import { tablesFor } from './release-screens.ts';
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
  /** The kinds of cues that are seen now. */
  const seen = async (page: BrowserPage): Promise<string[]> =>
    (await page.privateCues(LIMIT_MS)).filter((cue) => cue.seen).map(({ name }) => name);

  before(async () => {
    tables = tablesFor(await readBrowserTables(await readFamilies()), { family: 'mint', simulated: true });
  });
  afterEach(() => phone.stop());

  it('are seen in private mode, and not after it was left', async () => {
    const page = await start();
    await page.openPrivately();
    assert.deepEqual(await seen(page), ['toolbar', 'menu']);
    await page.closePrivate();
    assert.deepEqual(await seen(page), []);
  });

  it('are read independently', async () => {
    const page = await start({ private: { cues: ['privateBadge'] } });
    await page.openPrivately();
    assert.deepEqual(await seen(page), ['toolbar']);
  });

  it('are not taken from what normal mode shows too', async () => {
    const page = await start({ private: { cues: [] } }, [
      { role: 'menuExitPrivate', strategy: 'text', value: 'Settings' },
      { role: 'privateHomeText', strategy: 'text', value: 'Enter a URL or search the web' },
    ]);
    await page.openPrivately();
    assert.deepEqual(await seen(page), []);
  });

  it('are not taken from a list that normal mode shows further down', async () => {
    const page = await start({ private: { cues: [] }, scroll: ['menuSettings'] }, [
      { role: 'menuExitPrivate', strategy: 'text', value: 'Settings' },
    ]);
    await page.openPrivately();
    assert.deepEqual(await seen(page), []);
  });

  it('are still found by other locators of the same role', async () => {
    const page = await start({}, [{ role: 'menuExitPrivate', strategy: 'text', value: 'Settings' }]);
    await page.openPrivately();
    assert.deepEqual(await seen(page), ['toolbar', 'menu']);
  });

  it('prove nothing if normal mode was not read', async () => {
    const page = await start();
    await phone.handset.session.elementClick(await idOf('//*[@content-desc="More options"]'));
    await phone.handset.session.elementClick(await idOf('//*[@text="New incognito tab"]'));
    assert.deepEqual(await seen(page), []);
  });

  it("name the row that found them if it is the user's own", async () => {
    const page = await start({ ui: { 'en-US': { menuExitPrivate: { text: 'Уйти' } } } }, [
      { role: 'menuExitPrivate', strategy: 'text', value: 'Уйти', own: true },
    ]);
    await page.openPrivately();
    const own = (await page.privateCues(LIMIT_MS)).flatMap((cue) => (cue.own === undefined ? [] : [cue.own]));
    assert.deepEqual(own, ["menuExitPrivate by text 'Уйти'"]);
    assert.deepEqual(await seen(page), ['toolbar', 'menu']);
  });

  it('include a window that is secure only in private mode', async () => {
    const page = await start({ private: { cues: ['privateHomeText'] }, flagSecure: 'private' });
    await page.openPrivately();
    assert.deepEqual(await seen(page), ['secure-flag', 'page-text']);
    await page.visit('https://visited.example/');
    assert.deepEqual(await seen(page), ['secure-flag']);
  });

  it('do not include a window that is always secure', async () => {
    const page = await start({ flagSecure: 'always' });
    await page.openPrivately();
    assert.deepEqual(await seen(page), ['toolbar', 'menu']);
  });

  it('include what the list of tabs shows only in private mode', async () => {
    const rows = [
      { role: 'privateTabs', strategy: 'desc', value: 'Incognito tabs, 1' },
      { role: 'tabs', strategy: 'desc', value: 'Tabs' },
    ] as const;
    const page = await start({ private: { cues: [] } }, rows);
    await page.openPrivately();
    assert.deepEqual(await seen(page), ['tab-switcher']);
  });

  it('do not include what the list of tabs shows in normal mode too', async () => {
    const page = await start({ private: { cues: [] } }, [
      { role: 'privateTabs', strategy: 'text', value: 'Close all' },
    ]);
    await page.openPrivately();
    assert.deepEqual(await seen(page), []);
  });

  it("are not found by the simulated browsers' rows in a vendor's browser", async () => {
    const ours = await readBrowserTables(await readFamilies());
    const real = tablesFor(ours, { family: 'mint', simulated: false });
    assert.ok(real.locators.every(({ role }) => role !== 'menuExitPrivate'));
    assert.ok([...real.locators, ...real.ways].every(({ confidence }) => confidence !== 'invented'));
  });

  async function idOf(path: string): Promise<string> {
    const [found] = await phone.handset.session.findElements('xpath', path);

    return Object.values(found ?? {})[0] ?? '';
  }
});
