import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBareShell, type BareShell } from '../testing/bare-shell.ts';
import type { PackageFacts } from './reader.ts';

const base: PackageFacts = {
  package: 'a.b',
  versionName: '2.0',
  versionCode: 20,
  minSdk: 21,
  targetSdk: 30,
  debuggable: false,
  signer: 'aa'.repeat(32),
  launchActivity: 'a.b.Main',
  activities: ['a.b.Main'],
  browser: undefined,
  abis: [],
  instrumentations: [],
  isSplit: false,
  splitRequired: false,
};

describe('the package manager', () => {
  let shell: BareShell;
  let next: PackageFacts = base;
  const install = async (facts: Partial<PackageFacts>, flags = '') => {
    next = { ...base, ...facts };
    return (await shell.run(`pm install ${flags} -S 3`, 'apk')).stdout.trim();
  };
  beforeEach(() => {
    shell = createBareShell({ read: async () => next });
  });
  afterEach(() => shell.stop());

  for (const [fault, message] of [
    ['install-refused', 'Failure [INSTALL_FAILED_USER_RESTRICTED: Install canceled by user]'],
    ['install-blocked', 'Failure [INSTALL_FAILED_VERIFICATION_FAILURE: Install not allowed for file]'],
  ] as const)
    it(`refuses every APK with the fault ${fault}, until it ends`, async () => {
      shell.device.chaos.set(fault, true);
      assert.equal(await install({}), message);
      assert.equal(shell.device.packages.get('a.b'), undefined);
      shell.device.chaos.set(fault, false);
      assert.equal(await install({}), 'Success');
      assert.deepEqual(shell.device.chaos.effects(), { [fault]: 1 });
    });

  const refusals: [
    name: string,
    first: Partial<PackageFacts> | undefined,
    then: Partial<PackageFacts>,
    flags: string,
    message: string,
  ][] = [
    [
      'a downgrade',
      {},
      { versionCode: 19 },
      '',
      'Failure [INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected: Update version code 19 is older than current 20]',
    ],
    [
      'a downgrade with -d of an app that is not debuggable',
      {},
      { versionCode: 19 },
      '-d',
      'Failure [INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected: Update version code 19 is older than current 20]',
    ],
    [
      'another signer',
      {},
      { signer: 'bb'.repeat(32), versionCode: 21 },
      '-r',
      'Failure [INSTALL_FAILED_UPDATE_INCOMPATIBLE: Existing package a.b signatures do not match newer version; ignoring!]',
    ],
    [
      'an APK for a newer Android',
      undefined,
      { minSdk: 34 },
      '',
      'Failure [INSTALL_FAILED_OLDER_SDK: Failed parse during installPackageLI: a.b: Requires newer sdk version #34 (current version is #33)]',
    ],
    [
      'a base without its splits',
      undefined,
      { splitRequired: true },
      '',
      'Failure [INSTALL_FAILED_MISSING_SPLIT: Missing split for a.b]',
    ],
    [
      'a split without its base',
      undefined,
      { isSplit: true },
      '',
      'Failure [INSTALL_FAILED_INVALID_APK: Full install must include a base package]',
    ],
    [
      'a second install with -R',
      {},
      {},
      '-R',
      'Failure [INSTALL_FAILED_ALREADY_EXISTS: Attempt to re-install a.b without first uninstalling.]',
    ],
  ];
  for (const [name, first, then, flags, message] of refusals)
    it(`refuses ${name}, and changes nothing`, async () => {
      if (first !== undefined) assert.equal(await install(first), 'Success');
      const before = shell.device.packages.get('a.b');
      assert.equal(await install(then, flags), message);
      assert.equal(shell.device.packages.get('a.b'), before);
    });

  const deprecated = (at: number, found: number): string =>
    `Failure [INSTALL_FAILED_DEPRECATED_SDK_VERSION: App package must target at least SDK version ${at}, but found ${found}]`;
  const lowTargets: [android: number, targetSdk: number, flags: string, answer: string][] = [
    [13, 15, '', 'Success'],
    [14, 22, '', deprecated(23, 22)],
    [14, 23, '', 'Success'],
    [15, 23, '', deprecated(24, 23)],
    [15, 23, '--bypass-low-target-sdk-block', 'Success'],
    [16, 24, '', 'Success'],
  ];
  for (const [android, targetSdk, flags, answer] of lowTargets)
    it(`answers '${answer.slice(0, 45)}' to target ${targetSdk} on Android ${android}${flags && ` with ${flags}`}`, async () => {
      shell.stop();
      shell = createBareShell({ android, read: async () => next });
      assert.equal(await install({ targetSdk }, flags), answer);
    });

  it('does not know the option for low targets before Android 14', async () => {
    assert.equal((await shell.run('pm install --bypass-low-target-sdk-block -S 3', 'apk')).code, 127);
  });

  const abis: [android: number, abis: string[], isAccepted: boolean][] = [
    [13, ['armeabi-v7a'], true],
    [14, ['armeabi-v7a'], false],
    [14, ['armeabi-v7a', 'arm64-v8a'], true],
    [13, ['x86_64'], false],
  ];
  for (const [android, own, isAccepted] of abis)
    it(`${isAccepted ? 'accepts' : 'refuses'} native code for ${own.join(', ')} on Android ${android}`, async () => {
      shell.stop();
      shell = createBareShell({ android, read: async () => next });
      assert.equal(
        await install({ abis: own }),
        isAccepted
          ? 'Success'
          : 'Failure [INSTALL_FAILED_NO_MATCHING_ABIS: Failed to extract native libraries, res=-113]',
      );
    });

  it('accepts a downgrade of a debuggable app with -d', async () => {
    await install({ debuggable: true });
    assert.equal(await install({ versionCode: 19 }, '-d'), 'Success');
  });

  it('keeps UID, data and first install time in an update, and none of them in a reinstall', async () => {
    await install({});
    const first = shell.device.packages.get('a.b');
    assert.ok(first);
    writeFileSync(join(first.dataDir, 'kept'), '');
    await install({ versionCode: 21 });
    const second = shell.device.packages.get('a.b');
    assert.deepEqual(
      [second?.uid, second?.dataDir, second?.firstInstallTime],
      [first.uid, first.dataDir, first.firstInstallTime],
    );
    assert.ok(existsSync(join(first.dataDir, 'kept')));
    assert.equal((await shell.run('pm uninstall a.b')).stdout, 'Success\n');
    await install({});
    const third = shell.device.packages.get('a.b');
    assert.notEqual(third?.uid, first.uid);
    assert.notEqual(third?.dataDir, first.dataDir);
  });

  it('deletes the data of a cleared package', async () => {
    await install({});
    const folder = shell.device.packages.get('a.b')?.dataDir ?? '';
    writeFileSync(join(folder, 'gone'), '');
    assert.equal((await shell.run('pm clear a.b')).stdout, 'Success\n');
    assert.ok(existsSync(folder) && !existsSync(join(folder, 'gone')));
    assert.deepEqual(await shell.run('pm clear no.such'), { code: 1, stdout: 'Failed\n', stderr: '' });
  });

  it('refuses a truncated APK', async () => {
    const { stdout, code } = await shell.run('pm install -S 100', 'short');
    assert.match(stdout, /^Failure \[INSTALL_FAILED_INVALID_APK/);
    assert.equal(code, 1);
  });

  it('has helpers of browsers from the start, or once one requests them', async () => {
    const listed = async () => (await shell.run('pm list packages -U --user 0 com.miui')).stdout;
    assert.equal(await listed(), 'package:com.miui.analytics uid:10060\n');
    shell.stop();
    shell = createBareShell({ lateHelpers: true });
    assert.equal(await listed(), '');
    shell.device.packages.fetch('com.miui.analytics');
    shell.device.packages.fetch('not.in.store');
    assert.equal(await listed(), 'package:com.miui.analytics uid:10060\n');
  });

  it('lists its users', async () => {
    assert.match((await shell.run('pm list users')).stdout, /UserInfo\{0:/);
  });
});
