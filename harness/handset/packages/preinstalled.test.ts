import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { type BareShell, createBareShell } from '../../simulator/testing/bare-shell.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { type Phone, phoneWith } from '../phone.ts';
import { ShellError } from '../shell/runner.ts';
import { type ApkToInstall, type Packages, packagesOf } from './packages.ts';

const NAME = 'com.android.browser';
/** `pm install -r`. */
const REPLACE = { replace: true, downgrade: false, grant: false };

describe('a browser that is part of the system image', () => {
  let shell: BareShell;
  let phone: Phone;
  let folder: string;
  let journal: Journal;
  let packages: Packages;

  /** An APK whose content is its version code and its signer. */
  const apk = async (versionCode: number, signer = 'aa'): Promise<ApkToInstall> => {
    const file = join(folder, `browser-${versionCode}-${signer}.apk`);
    await writeFile(file, `${versionCode} ${signer}`);
    const sha256 = createHash('sha256').update(`${versionCode} ${signer}`).digest('hex');

    return { file, package: NAME, sha256 };
  };
  const open = async (): Promise<void> => {
    journal = await openJournal(phone, folder, true);
    // Appium installs as `adb install -r` does.
    const executeScript = async (script: string): Promise<void> => {
      assert.equal(script, 'mobile: installApp');
      assert.ok(sent);
      await shell.device.packages.install(sent.file, REPLACE);
    };
    packages = packagesOf(phone, { executeScript }, journal, 33);
  };
  let sent: ApkToInstall | undefined;
  const install = async (release: ApkToInstall): Promise<string> => {
    sent = release;

    return (await packages.install(release)).versionName;
  };
  const installed = async (): Promise<string | undefined> => (await packages.version(NAME))?.versionName;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-preinstalled-'));
    shell = createBareShell({
      isImageWritable: true,
      async read(file) {
        const [code = '', signer = ''] = (await readFile(file, 'utf8')).split(' ');

        return {
          package: NAME,
          versionName: `12.${code}`,
          versionCode: Number(code),
          minSdk: 21,
          targetSdk: 29,
          debuggable: false,
          signer: signer.repeat(32),
          launchActivity: `${NAME}.BrowserActivity`,
          activities: [`${NAME}.BrowserActivity`],
          abis: [],
          instrumentations: [],
          isSplit: false,
          splitRequired: false,
          browser: undefined,
        };
      },
    });
    phone = phoneWith(
      'fake',
      {
        async run(command) {
          const { code, ...output } = await shell.run(command);
          if (code !== 0) throw new ShellError({ command, exitCode: code, ...output });

          return output;
        },
      },
      async () => ({ stdout: '', stderr: '' }),
      'aosp',
    );
    await shell.preload((await apk(1)).file);
    await open();
  });
  afterEach(async () => {
    shell.stop();
    await rm(folder, { recursive: true });
  });

  it('is updated by a release, and is the old version again after the run', async () => {
    assert.equal(await install(await apk(4)), '12.4');
    assert.equal(await install(await apk(7)), '12.7');
    assert.deepEqual(
      journal.pending().map((change) => change.kind === 'package' && change.before),
      ['12.1'],
    );
    assert.deepEqual((await journal.restore()).failed, []);
    assert.equal(await installed(), '12.1');
    assert.deepEqual(journal.pending(), []);
  });

  it('is the old version again after a run that crashed', async () => {
    await install(await apk(4));
    await open();
    assert.deepEqual((await journal.restore()).failed, []);
    assert.equal(await installed(), '12.1');
  });

  it('stays if the phone refuses the release', async () => {
    for (const [release, why] of [
      [await apk(4, 'bb'), /UPDATE_INCOMPATIBLE/],
      [await apk(0), /VERSION_DOWNGRADE/],
    ] as const) {
      await assert.rejects(install(release), (error: unknown) => {
        assert.ok(error instanceof Fault && error.fix !== undefined, String(error));
        assert.match(error.message, why);

        return true;
      });
      assert.deepEqual((await journal.restore()).failed, []);
      assert.equal(await installed(), '12.1');
    }
  });

  it('is not replaced if its owner has updated it', async () => {
    await shell.device.packages.install((await apk(3)).file, REPLACE);
    await assert.rejects(install(await apk(4)), (error: unknown) => {
      assert.ok(error instanceof Fault);
      assert.match(error.message, /already has another release of com\.android\.browser, version 12\.3/);
      assert.match(error.fix ?? '', /uninstall this update of a preinstalled app first/);

      return true;
    });
    assert.equal(await installed(), '12.3');
    assert.deepEqual(journal.pending(), []);
  });
});
