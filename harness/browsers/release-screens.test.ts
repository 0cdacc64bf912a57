import assert from 'node:assert/strict';
import type { ReleaseScreen } from '../model/release.ts';
import { browserActivity } from '../simulator/activities/testing/doubles.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { type BrowserPage, browserFor } from './browser-page.ts';
import { tablesFor } from './release-screens.ts';
import { type DoubledPhone, startDoubledPhone } from './testing/doubled-phone.ts';

/** A browser in Hindi: no table of locators has these words. */
const LOOKS = {
  menuNewPrivateTab: { text: 'नई गुप्त टैब' },
  menuExitPrivate: { text: 'गुप्त मोड से बाहर निकलें' },
  privateBadge: { id: 'secret_badge' },
};
const SCREENS: ReleaseScreen[] = [
  { role: 'menuNewPrivateTab', strategy: 'textMatches', value: 'New secret tab|नई गुप्त टैब', source: 'test' },
  { role: 'menuExitPrivate', strategy: 'textMatches', value: 'गुप्त मोड से बाहर निकलें', source: 'test' },
  { role: 'privateBadge', strategy: 'id', value: 'secret_badge', source: 'test' },
];

describe('the locators that a release names itself', () => {
  let phone: DoubledPhone;

  const open = async (screens: ReleaseScreen[] | undefined): Promise<BrowserPage> => {
    phone = await startDoubledPhone({ ui: { 'en-US': LOOKS } });
    const tables = await readBrowserTables(await readFamilies());
    const release = { family: 'mint', package: phone.package, versionName: '1', activity: browserActivity };
    const page = browserFor(
      release,
      phone.handset,
      tablesFor(tables, { family: 'mint', simulated: true, ...(screens && { screens }) }),
    );
    await page.launch();

    return page;
  };
  afterEach(() => phone.stop());

  it('open private mode and prove it', async () => {
    const page = await open(SCREENS);
    const cues = await page.openPrivately();
    assert.deepEqual(
      cues.filter(({ seen }) => seen).map(({ name }) => name),
      ['toolbar', 'menu'],
    );
  });

  it('are needed for that', async () => {
    const page = await open(undefined);
    await assert.rejects(page.openPrivately(), /no 'menuNewPrivateTab' within/);
  }).timeout(30_000);
});
