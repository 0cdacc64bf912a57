import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { readSdks } from '../tables/sdks.ts';
import { ApkFault, type ApkProblem, readApk } from './apk.ts';
import { runBuildTool } from './build-tools.ts';
import { readEntries, readEntry } from './zip.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const MINT = join(PROJECT, 'apks/simulated/mint-3.4.0.apk');
const CHROME = join(PROJECT, 'apks/simulated/chrome-120.apk');
const APPIUM = join(PROJECT, 'node_modules/appium-uiautomator2-driver/node_modules');
const SERVER = join(APPIUM, 'appium-uiautomator2-server/apks/appium-uiautomator2-server-v10.6.6.apk');

describe('readApk', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-apk-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('reads a simulated browser and its files', async () => {
    const apk = await readApk(MINT, await readSdks());
    const bytes = await readFile(MINT);
    assert.equal(apk.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(apk.bytes, bytes.length);
    assert.match(apk.signer, /^[0-9a-f]{64}$/);
    assert.equal(apk.simulated, true);
    assert.equal(apk.declaration?.versionName, '3.4.0');
    assert.deepEqual(apk.declaration.truth, {}, 'truth is not packed');
    assert.match(apk.source ?? '', /export \{[^}]*as default/);
    assert.deepEqual(apk.sdks, ['sensors']);
  });

  it("reads the same signer from Appium's server and its test APK", async () => {
    const sdks = await readSdks();
    const [server, test] = await Promise.all([
      readApk(SERVER, sdks),
      readApk(SERVER.replace('v10.6.6', 'debug-androidTest'), sdks),
    ]);
    assert.equal(server.package, 'io.appium.uiautomator2.server');
    assert.equal(server.simulated, false);
    assert.equal(server.signer, test.signer);
    assert.deepEqual(server.sdks, []);
  });

  it('finds the given SDK signatures', async () => {
    const row = {
      id: 'uia',
      apk: { signatures: ['io.appium.uiautomator2.server.ServerInstrumentation'] },
    };
    assert.deepEqual((await readApk(SERVER, [row])).sdks, ['uia']);
  });

  const schemes: [what: string, apk: string, schemes: number[], fromSdk: number][] = [
    ['for every Android', MINT, [1, 2], 0],
    ['with v2 alone', MINT, [2], 24],
    ['with v3 alone', MINT, [3], 28],
    ['with v2 alone, for Android 7 and newer', CHROME, [2], 24],
    ['with v3 alone, for Android 7 and newer', CHROME, [3], 28],
  ];
  for (const [what, apk, versions, fromSdk] of schemes)
    it(`reads the signer of an APK that is signed ${what}`, async () => {
      const file = join(folder, `signed-${what.replaceAll(/\W+/g, '-')}.apk`);
      await zip(`${file}.unsigned`, await filesOf(apk, /^META-INF/));
      await sign(`${file}.unsigned`, file, versions);
      const { signer, signedFromSdk } = await readApk(file, []);
      assert.equal(signer, (await readApk(MINT, [])).signer);
      assert.equal(signedFromSdk, fromSdk);
    });

  const broken: [
    what: string,
    problem: ApkProblem,
    message: RegExp,
    make: (file: string) => Promise<void>,
  ][] = [
    ['is not there', 'missing', /the file .* does not exist/, async () => {}],
    ['is no zip', 'not-an-apk', /is not an APK: /, (file) => writeFile(file, 'text')],
    ['is empty', 'not-an-apk', /is not an APK: /, (file) => writeFile(file, '')],
    [
      'was cut off',
      'not-an-apk',
      /is not an APK: /,
      async (file) => writeFile(file, (await readFile(MINT)).subarray(0, 9000)),
    ],
    [
      'has no manifest',
      'not-an-apk',
      /AndroidManifest\.xml is missing/,
      (file) => zip(file, { 'a.txt': 'a' }),
    ],
    [
      'is a bundle',
      'not-an-apk',
      /is a bundle of several APKs/,
      (file) => zip(file, { 'base.apk': 'a', 'split.apk': 'b' }),
    ],
    [
      'has text for a manifest',
      'not-an-apk',
      /AndroidManifest\.xml cannot be read: /,
      (file) => zip(file, { 'AndroidManifest.xml': '<manifest/>' }),
    ],
    [
      'is not signed',
      'unsigned',
      /is not signed/,
      async (file) => zip(file, await filesOf(MINT, /^META-INF/)),
    ],
    [
      'is not signed, but has a MANIFEST.MF',
      'unsigned',
      /is not signed/,
      async (file) =>
        zip(file, {
          ...(await filesOf(MINT, /^META-INF/)),
          'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\n\r\n',
        }),
    ],
    [
      'is signed with v1 alone for a target SDK that requires v2',
      'refused',
      /signed, but not as Android requires: ERROR: Target SDK version 34 requires/,
      async (file) => {
        await zip(`${file}.unsigned`, await filesOf(CHROME, /^META-INF/));
        await sign(`${file}.unsigned`, file, [1]);
      },
    ],
    [
      'was changed after signing with v2 alone',
      'tampered',
      /signed, but the file was changed after it was signed: ERROR: APK Signature Scheme v2/,
      async (file) => {
        await zip(`${file}.unsigned`, await filesOf(MINT, /^META-INF/));
        await sign(`${file}.unsigned`, file, [2]);
        const bytes = await readFile(file);
        const time = bytes.indexOf('assets/browser.js') - 20; // The file time in the local header: no checksum covers it.
        bytes[time] = (bytes[time] ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
    ],
    [
      'was changed after signing',
      'tampered',
      /signed, but the file was changed after it was signed/,
      changeFile,
    ],
    [
      'has a browser.json of another package',
      'broken-browser',
      /package is com\.example\.other in assets\/browser\.json and com\.mi\.globalbrowser\.mini in AndroidManifest\.xml/,
      renamePackage,
    ],
  ];
  for (const [what, problem, message, make] of broken)
    it(`rejects a file that ${what}`, async () => {
      const file = join(folder, `${what.replaceAll(' ', '-')}.apk`);
      await make(file);
      await assert.rejects(
        readApk(file, []),
        (error) =>
          error instanceof ApkFault &&
          error.problem === problem &&
          message.test(error.message) &&
          error.message.includes(file),
      );
    });

  it('searches for apksigner under ANDROID_HOME first, and does not cache a failed check', async () => {
    const tools = join(folder, 'build-tools/99.0.0');
    await mkdir(tools, { recursive: true });
    await writeFile(join(tools, 'apksigner'), '#!/bin/sh\necho "java: command not found" >&2; exit 127\n', {
      mode: 0o755,
    });
    const unsignedApk = join(folder, 'own.apk');
    await zip(unsignedApk, { ...(await filesOf(MINT, /^META-INF/)), 'asked.txt': 'by no test before' });
    const { ANDROID_HOME } = process.env;
    process.env['ANDROID_HOME'] = folder;
    try {
      await assert.rejects(readApk(unsignedApk, []), {
        name: 'Fault',
        message: /cannot start Java/,
        fix: /default-jre-headless/,
      });
    } finally {
      if (ANDROID_HOME === undefined) delete process.env['ANDROID_HOME'];
      else process.env['ANDROID_HOME'] = ANDROID_HOME;
    }
    await assert.rejects(
      readApk(unsignedApk, []),
      { problem: 'unsigned' },
      'a failed check must not be cached',
    );
  });
});

async function filesOf(apk: string, without: RegExp): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for await (const entry of readEntries(apk))
    if (!without.test(entry.name)) files[entry.name] = await readEntry(entry, 2 ** 24);

  return files;
}

async function zip(file: string, entries: Record<string, string | Buffer>): Promise<void> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(entries)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(file));
}

/** Changes a file of a signed APK. The checksums of the zip stay valid, so only the signature shows the change. */
async function changeFile(file: string): Promise<void> {
  const files = await filesOf(MINT, /^$/);
  await zip(file, { ...files, 'assets/browser.js': 'export default function () {}' });
}

/** Changes the package in browser.json and signs the APK again, so that the signature is valid. */
async function renamePackage(file: string): Promise<void> {
  const files = await filesOf(MINT, /^META-INF/);
  const json = JSON.parse(String(files['assets/browser.json'])) as Record<string, unknown>;
  const unsigned = `${file}.unsigned`;
  await zip(unsigned, {
    ...files,
    'assets/browser.json': JSON.stringify({ ...json, package: 'com.example.other' }),
  });
  await sign(unsigned, file, [1, 2]);
}

/** Signs an APK with the test key of `mint` and these schemes. */
async function sign(unsigned: string, file: string, schemes: readonly number[]): Promise<void> {
  const keys = join(PROJECT, 'apks/simulated/keys');
  const key = ['--key', join(keys, 'mint.pk8'), '--cert', join(keys, 'mint.x509.pem')];
  const enabled = [1, 2, 3, 4].flatMap((scheme) => [
    `--v${scheme}-signing-enabled`,
    String(schemes.includes(scheme)),
  ]);
  const args = ['sign', ...key, ...enabled, '--min-sdk-version', '21', '--out', file, unsigned];
  const { exitCode, stderr } = await runBuildTool('apksigner', args);
  assert.equal(exitCode, 0, stderr);
}
