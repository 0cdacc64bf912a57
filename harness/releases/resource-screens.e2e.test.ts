import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packBrowser } from '../simulator/pack/pack.ts';
import { readFamilies } from '../tables/families.ts';
import { readApk } from './apk.ts';
import { catalogueApk } from './classify.ts';

const APKS = resolve(import.meta.dirname, '../../apks/simulated');

describe('the catalogue entry of an APK', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-resources-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('has the elements of private mode that its resources name, in all languages', async () => {
    const source = join(folder, 'source');
    await cp(join(APKS, 'mint-3.4.0'), source, { recursive: true });
    await cp(join(APKS, 'lib'), join(folder, 'lib'), { recursive: true });
    const declaration = JSON.parse(await readFile(join(source, 'browser.json'), 'utf8')) as object;
    const strings = {
      menu_new_incognito_tab: { '': 'New "secret" tab', hi: 'नई गुप्त टैब', 'pt-rBR': "L'aba anônima" },
    };
    const resources = { strings, ids: ['incognito_badge', 'url_bar'] };
    await writeFile(join(source, 'browser.json'), JSON.stringify({ ...declaration, resources }));
    const apk = join(folder, 'packed.apk');
    await packBrowser(source, apk);
    const { screens = [] } = await catalogueApk(await readApk(apk, []), await readFamilies(), 'packed.apk');
    assert.deepEqual(
      screens.map(({ role, strategy, value }) => [role, strategy, value]),
      [
        ['privateBadge', 'id', 'incognito_badge'],
        ...['textMatches', 'descMatches'].map((strategy) => [
          'menuNewPrivateTab',
          strategy,
          'New "secret" tab|नई गुप्त टैब|L\'aba anônima',
        ]),
      ],
    );
  }).timeout(60_000);
});
