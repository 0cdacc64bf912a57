import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../journal/journal.ts';
import { phoneWith } from '../phone.ts';
import { fakePhone } from '../testing/fake-phone.ts';
import { installFault } from '../refusals.ts';
import { packagesOf } from './packages.ts';

describe('a refused installation', () => {
  const rows: [text: string, message: RegExp, fix: RegExp | undefined][] = [
    [
      'Failure [INSTALL_FAILED_VERIFICATION_FAILURE]',
      /VERIFICATION_FAILURE/,
      /Play Protect .*Verify apps over USB/,
    ],
    [
      'adb: failed to install a.apk: Failure [INSTALL_FAILED_USER_RESTRICTED: Install canceled by user]',
      /refused to install an app over USB/,
      /'Install via USB' and 'USB debugging \(Security settings\)'/,
    ],
    ['Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]', /INSUFFICIENT_STORAGE/, /storage/],
    ['Failure [INSTALL_FAILED_UPDATE_INCOMPATIBLE: x]', /UPDATE_INCOMPATIBLE: x/, /signer/],
    ['Failure [INSTALL_FAILED_NEW_CODE]', /INSTALL_FAILED_NEW_CODE/, undefined],
  ];
  for (const [text, message, fix] of rows)
    it(`is named: ${text}`, () => {
      const fault = installFault('phone-1', 'a.b', text, undefined);
      assert.match(fault?.message ?? '', message);
      if (fix) assert.match(fault?.fix ?? '', fix);
      else assert.equal(fault?.fix, undefined);
    });

  it('is not seen in other errors', () => {
    assert.equal(installFault('phone-1', 'a.b', 'socket hang up', undefined), undefined);
  });
});

describe('an APK is installed', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'leakgate-install-'))));
  afterEach(() => rm(folder, { recursive: true }));

  for (const [what, root, miui, asRoot] of [
    ['as root on a rooted phone with MIUI, which asks about apps of the shell user', 'aosp', 'V14', true],
    ['through Appium on another rooted phone', 'aosp', '', false],
    ['through Appium on a phone with MIUI and without root', null, 'V14', false],
  ] as const)
    it(what, async () => {
      const fake = fakePhone();
      fake.intercept = (line) => (/^(?:dumpsys|pm path|su 0) /.test(line) ? '' : undefined);
      if (miui !== '') fake.properties.set('ro.miui.ui.version.name', miui);
      const phone = phoneWith('fake-1', fake.runner, fake.adb, root);
      const byAppium: string[] = [];
      const session = { executeScript: async (script: string) => void byAppium.push(script) };
      const file = join(folder, 'a.apk');
      await writeFile(file, 'an APK');
      const sha256 = createHash('sha256').update('an APK').digest('hex');
      const packages = packagesOf(phone, session, await openJournal(phone, folder), 33);
      // No phone is behind it that could list the package afterwards.
      await assert.rejects(packages.install({ file, package: 'a.b', sha256 }));
      const isShell = fake.lines.some((line) => /^nc .*leakgate.*\.apk/.test(line));
      assert.deepEqual([isShell, byAppium], [asRoot, asRoot ? [] : ['mobile: installApp']]);
    });
});
