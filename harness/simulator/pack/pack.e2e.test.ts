import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { readApk } from '../../releases/apk.ts';
import { parseAxml } from '../../releases/axml.ts';
import { readEntries, readEntry } from '../../releases/zip.ts';
import { packBrowser } from './pack.ts';
import { readSources } from './sources.ts';
import { provingReleases, SIMULATED, trackedReleases } from './testing/releases.ts';

describe('packBrowser', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-packed-'));
  });
  after(() => rm(dir, { recursive: true }));

  /** A few releases of the proving ground. Below, the scripts of all of them are compared. */
  const proving = provingReleases().filter((_, at) => at % 16 === 0);
  for (const release of [...trackedReleases(), ...proving]) {
    it(`packs the sources of ${release} into its tracked APK`, async () => {
      const out = join(dir, `${basename(release)}.apk`);
      const { bytes } = await packBrowser(join(SIMULATED, release), out);
      assert.equal(bytes, (await readFile(out)).length);
      const tracked = join(SIMULATED, `${release}.apk`);
      assert.deepEqual(await contentsOf(out), await contentsOf(tracked));
      const [packed, trackedApk] = await Promise.all([readApk(out, []), readApk(tracked, [])]);
      assert.equal(packed.signer, trackedApk.signer);
    });
  }

  it('packed the current scripts of all releases of the proving ground', async () => {
    for (const release of provingReleases()) {
      const { json, script } = await readSources(join(SIMULATED, release));
      const packed = await contentsOf(join(SIMULATED, `${release}.apk`));
      assert.equal(packed['assets/browser.js'], Buffer.from(script).toString('latin1'), release);
      assert.equal(packed['assets/browser.json'], Buffer.from(json).toString('latin1'), release);
    }
  });

  it('packs the same sources into the same bytes', async () => {
    const [first, second] = [join(dir, 'one.apk'), join(dir, 'other.apk')];
    await packBrowser(join(SIMULATED, 'mint-3.4.0'), first);
    await packBrowser(join(SIMULATED, 'mint-3.4.0'), second);
    assert.ok((await readFile(first)).equals(await readFile(second)));
  });

  it('signs each family with its own key', async () => {
    const apks = await Promise.all(
      trackedReleases().map((release) => readApk(join(SIMULATED, `${release}.apk`), [])),
    );
    const families = new Set(apks.map(({ declaration }) => declaration?.family));
    const pairs = new Set(apks.map(({ declaration, signer }) => `${declaration?.family} ${signer}`));
    assert.equal(new Set(apks.map(({ signer }) => signer)).size, families.size);
    assert.equal(pairs.size, families.size);
  });

  it('omits truth and schema, and keeps the provenance', async () => {
    for (const release of trackedReleases()) {
      const files = await contentsOf(join(SIMULATED, `${release}.apk`));
      const packed = JSON.parse(String(files['assets/browser.json'])) as Record<string, unknown>;
      assert.deepEqual([packed['truth'], packed['$schema']], [undefined, undefined], release);
      assert.ok(Array.isArray(packed['provenance']) && packed['provenance'].length > 0, release);
    }
  });

  const wrong: [name: string, change: (browser: string) => Promise<void>, message: RegExp][] = [
    [
      'no browser.json',
      (browser) => rm(join(browser, 'browser.json')),
      /the folder .* contains no simulated browser/,
    ],
    ['no browser.js', (browser) => rm(join(browser, 'browser.js')), /has no browser\.js/],
    [
      'an unknown key',
      (browser) => edit(browser, { engine: { colour: 'red' } }),
      /engine\.colour: unknown key/,
    ],
    [
      'a version that aapt2 refuses',
      (browser) => edit(browser, { versionCode: 2 ** 40 }),
      /aapt2 failed with exit code \d+/,
    ],
  ];
  for (const [name, change, message] of wrong)
    it(`refuses sources with ${name}, and writes nothing`, async () => {
      const browser = join(dir, name.replaceAll(' ', '-'), 'browser');
      await mkdir(join(browser, '..'));
      await cp(join(SIMULATED, 'mint-3.4.0'), browser, { recursive: true });
      await cp(join(SIMULATED, 'lib'), join(browser, '../lib'), { recursive: true });
      await change(browser);
      const out = join(browser, 'out.apk');
      await assert.rejects(
        packBrowser(browser, out),
        (error) => error instanceof Fault && message.test(error.message),
      );
      await assert.rejects(readFile(out), { code: 'ENOENT' });
    });

  it('reports where it cannot write', async () => {
    await assert.rejects(
      packBrowser(join(SIMULATED, 'mint-3.4.0'), join(dir, 'no/such/folder.apk')),
      /cannot write /,
    );
  });
});

/** Every entry but the signature's; the manifest decoded, without what it says of the tool and the framework it was made with. */
async function contentsOf(apk: string): Promise<Record<string, unknown>> {
  const contents: Record<string, unknown> = {};
  for await (const entry of readEntries(apk)) {
    if (entry.name.startsWith('META-INF/')) continue;
    const bytes = await readEntry(entry, 2 ** 24);
    contents[entry.name] = entry.name === 'AndroidManifest.xml' ? ownWords(bytes) : bytes.toString('latin1');
  }

  return contents;
}

function ownWords(bytes: Buffer): unknown {
  const manifest = parseAxml(bytes);
  for (const name of Object.keys(manifest.withoutNamespace))
    if (name.startsWith('platformBuild')) delete manifest.withoutNamespace[name];
  for (const name of Object.keys(manifest.android))
    if (name.startsWith('compileSdk')) delete manifest.android[name];

  return manifest;
}

async function edit(browser: string, changes: Record<string, unknown>): Promise<void> {
  const file = join(browser, 'browser.json');
  const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...json, ...changes }));
}
