import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '../model/fault.ts';
import { loadCatalog, saveCatalog, withRelease } from './catalog.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

describe('the catalogue', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-catalog-'));
    await mkdir(join(root, 'apks'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is empty if the file does not exist', async () => {
    assert.deepEqual((await loadCatalog(root)).releases, []);
  });

  it('is read as it was written, in order', async () => {
    const catalog = await loadCatalog(PROJECT);
    await saveCatalog(root, { ...catalog, releases: catalog.releases.toReversed() });
    assert.deepEqual(await loadCatalog(root), catalog);
    assert.equal(
      await readFile(join(root, 'apks/catalog.json'), 'utf8'),
      await readFile(join(PROJECT, 'apks/catalog.json'), 'utf8'),
    );
  });

  it('contains the tracked simulated releases', async () => {
    const { releases } = await loadCatalog(PROJECT);
    const names = releases
      .filter(({ simulated }) => simulated)
      .map(({ family, versionName }) => `${family}@${versionName}`);
    for (const name of [
      'mi-browser@12.1.4',
      'mi-browser-pro@12.1.3',
      'mint@3.4.0',
      'mint@3.4.3',
      'mint@3.9.3',
      'chrome@120',
    ])
      assert.ok(names.includes(name), name);
  });

  it('has each file and each APK once', async () => {
    const catalog = await loadCatalog(PROJECT);
    const [first] = catalog.releases;
    assert.ok(first);
    assert.deepEqual(withRelease(catalog, first), catalog);
    const rebuilt = withRelease(catalog, { ...first, sha256: 'f'.repeat(64) });
    assert.equal(rebuilt.releases.length, catalog.releases.length);
    const movedCatalog = withRelease(catalog, { ...first, file: 'apks/elsewhere.apk' });
    assert.equal(movedCatalog.releases.length, catalog.releases.length);
  });

  const rejectedWith = async (text: string, cause: RegExp): Promise<void> => {
    await writeFile(join(root, 'apks/catalog.json'), text);
    await assert.rejects(loadCatalog(root), (error) => {
      assert.ok(error instanceof Fault && error.message.includes('apks/catalog.json'));
      assert.match(error.message, cause);

      return true;
    });
  };
  for (const [what, text, cause] of [
    ['is not JSON', '{', /is not JSON/],
    ['has no schema', '{"releases":[]}', /schema/],
    [
      'has an incomplete release',
      '{"schema":"leakgate/catalog@1","releases":[{"family":"opera"}]}',
      /releases\.0\.package must be text, and is missing/,
    ],
  ] as const)
    it(`is rejected if it ${what}`, () => rejectedWith(text, cause));

  it('is rejected if a family has no valid name', async () => {
    const catalog = await loadCatalog(PROJECT);
    const [first, ...others] = catalog.releases;
    const releases = [{ ...first, family: 'Opera Mini' }, ...others];
    await rejectedWith(JSON.stringify({ ...catalog, releases }), /releases\.0\.family the name of a family /);
  });
});
