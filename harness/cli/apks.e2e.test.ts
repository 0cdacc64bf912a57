import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { catalogSchema, nameOfRelease } from '../model/release.ts';
import { addApks, listApks, removeApks, showApk, verifyApks } from './apks.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const SIMULATED = join(PROJECT, 'apks/simulated');
const FIVE = ['mi-browser@12.1.4', 'mi-browser-pro@12.1.3', 'mint@3.4.0', 'mint@3.4.3', 'chrome@120'];

describe('leakgate apks', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-apks-'));
    await mkdir(join(root, 'apks'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('adds a folder of APKs, lists them in order, and verifies them', async () => {
    // One release of the proving ground is enough: the last test reads them all.
    const filter = (path: string): boolean => !/\/proving\/[^/]*\.apk$/.test(path) || path.includes('-job.');
    await cp(SIMULATED, join(root, 'apks/simulated'), { recursive: true, filter });
    assert.equal(await addApks([join(root, 'apks/simulated')], { root }), 0);
    const names = (await catalog(root)).releases.map(nameOfRelease);
    for (const name of FIVE) assert.ok(names.includes(name), name);
    assert.ok((await catalog(root)).releases.every(({ file }) => file.startsWith('apks/simulated/')));
    const listed = await captureOutput(() => listApks({ root, json: true }));
    assert.deepEqual(JSON.parse(listed), (await catalog(root)).releases);
    assert.match(
      await captureOutput(() => listApks({ root })),
      /mint@3\.4\.0 .*com\.mi\.globalbrowser\.mini .*simulated/,
    );
    assert.equal(await verifyApks({ root }), 0);
  });

  it('copies an APK from elsewhere, and shows and removes it', async () => {
    assert.equal(await addApks([join(SIMULATED, 'mint-3.4.3.apk')], { root }), 0);
    const [release] = (await catalog(root)).releases;
    assert.match(release?.file ?? '', /^apks\/com\.mi\.globalbrowser\.mini-3\.4\.3-[0-9a-f]{8}\.apk$/);
    const shown = await captureOutput(() => showApk('mint@latest', { root }));
    assert.match(shown, /signer +[0-9a-f]{64}\n/);
    assert.match(shown, /window +45 s\n/);
    assert.equal(await removeApks('mint@3.4.3', { root }), 0);
    assert.deepEqual((await catalog(root)).releases, []);
    await readFile(join(root, release?.file ?? ''));
  });

  it('says which entry an added APK replaces', async () => {
    await addApks([join(SIMULATED, 'mint-3.4.0.apk')], { root });
    const [first] = (await catalog(root)).releases;
    await cp(join(root, first?.file ?? ''), join(root, 'apks/other.apk'));
    const moved = await captureStderr(() => addApks([join(root, 'apks/other.apk')], { root }));
    assert.ok(moved.includes(`named the same APK as ${first?.file} until now`), moved);
    await cp(join(SIMULATED, 'mint-3.4.3.apk'), join(root, 'apks/other.apk'));
    const replaced = await captureStderr(() => addApks([join(root, 'apks/other.apk')], { root }));
    assert.match(replaced, /replaces mint@3\.4\.0 \(SHA-256 [0-9a-f]{8}\.\.\.\), which had the same file/);
    const again = await captureStderr(() => addApks([join(root, 'apks/other.apk')], { root }));
    assert.doesNotMatch(again, /replaces|until now/);
  });

  it('adds nothing if one of several files is refused', async () => {
    const text = join(root, 'text.apk');
    await writeFile(text, 'text');
    await assert.rejects(addApks([join(SIMULATED, 'mint-3.4.0.apk'), text], { root }), /is not an APK/);
    await assert.rejects(readFile(join(root, 'apks/catalog.json')), { code: 'ENOENT' });
  });

  it('ends with 3 if an APK is missing or another file has its place', async () => {
    await addApks([join(SIMULATED, 'mint-3.4.0.apk'), join(SIMULATED, 'chrome-120.apk')], { root });
    const { releases } = await catalog(root);
    const file = (family: string): string =>
      join(root, releases.find((one) => one.family === family)?.file ?? '');
    await rm(file('chrome'));
    await cp(join(SIMULATED, 'mint-3.4.3.apk'), file('mint'));
    let code: number | undefined;
    const json = await captureOutput(async () => {
      code = await verifyApks({ root, json: true });
    });
    assert.equal(code, 3);
    const outcomes = JSON.parse(json) as { release: string; problems: string[] }[];
    const problemsOf = (release: string): string =>
      outcomes.find((one) => one.release === release)?.problems.join('; ') ?? '';
    const lines = (await captureStderr(() => verifyApks({ root }))).trimEnd().split('\n');
    assert.match(
      lines.at(-1) ?? '',
      /^2 of 2 APKs do not match the catalogue; put the catalogued files back/,
    );
    await cp(join(SIMULATED, 'chrome-120.apk'), file('chrome'));
    const oneWrong = (await captureStderr(() => verifyApks({ root }))).trimEnd().split('\n');
    assert.match(oneWrong.at(-1) ?? '', /^1 of 2 APKs does not match/);
    assert.match(oneWrong.at(-2) ?? '', /mint@3\.4\.0 \(apks\/.*\.apk\): /);
    assert.match(problemsOf('chrome@120'), /the file .* does not exist/);
    assert.match(
      problemsOf('mint@3.4.0'),
      /versionName of the APK is 3\.4\.3, but the catalogue says 3\.4\.0; .*sha256 of the APK is /,
    );
  });

  const refused: [what: string, path: (root: string) => string, message: RegExp][] = [
    ['a missing file', (dir) => join(dir, 'nothing'), /cannot read .*nothing/],
    ['a folder without APKs', (dir) => join(dir, 'apks'), /contains no \.apk file/],
    [
      'an APK of an unknown family',
      () =>
        join(
          PROJECT,
          'node_modules/appium-uiautomator2-driver/node_modules/io.appium.settings/apks/settings_apk-debug.apk',
        ),
      /\(io\.appium\.settings [\d.]+\) belongs to no known family/,
    ],
  ];
  for (const [what, path, message] of refused)
    it(`refuses ${what}`, async () => {
      await assert.rejects(addApks([path(root)], { root }), { name: 'Fault', message });
    });

  it('ends with 3 and one sentence for a file that is not an APK', async () => {
    const { code, stderr } = await leakgate('apks', 'add', join(PROJECT, 'package.json'));
    assert.equal(code, 3);
    assert.match(stderr, /^leakgate: .*package\.json is not an APK: /);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('verifies the tracked catalogue', async () => {
    assert.equal(await verifyApks({ root: PROJECT }), 0);
  });
});

async function catalog(root: string) {
  return catalogSchema.parse(JSON.parse(await readFile(join(root, 'apks/catalog.json'), 'utf8')));
}

/** What the action writes to stdout. */
function captureOutput(action: () => Promise<unknown>): Promise<string> {
  return capture(process.stdout, action);
}

/** What the action writes to stderr, without colors. */
async function captureStderr(action: () => Promise<unknown>): Promise<string> {
  return stripVTControlCharacters(await capture(process.stderr, action));
}

async function capture(stream: NodeJS.WriteStream, action: () => Promise<unknown>): Promise<string> {
  const write = stream.write;
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += String(chunk);

    return true;
  };
  try {
    await action();
  } finally {
    stream.write = write;
  }

  return text;
}

function leakgate(...args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(PROJECT, 'bin/leakgate.mjs'), ...args], (error, _stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stderr });
    });
  });
}
