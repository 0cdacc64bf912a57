import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionRefusal } from './session-refusal.ts';

describe('sessionRefusal', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-refusal-'));
    await mkdir(join(dir, 'logs'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** An entry as WebdriverIO 9.32 writes it. */
  const failure = (at: string, message: string): string =>
    `2026-11-30T11:${at}.000Z ERROR @wdio/runner: Error: WebDriverError: ${message}\n when running "http://127.0.0.1:29271/session" with method "POST"\n    at startWebDriverSession (node.js:1380:11)\n`;
  const install = (serial: string, code: string): string =>
    `Error executing adbExec. Original error: 'Command 'adb -P 1 -s ${serial} install -g /x/settings_apk-debug.apk' exited with code 1'; Command output: adb: failed to install /x/settings_apk-debug.apk: Failure [${code}: Install canceled by user]`;
  const refusal = async (log: string, serial = '127.0.0.1:41485'): Promise<string | undefined> => {
    await writeFile(join(dir, 'logs/wdio.log'), log);

    return await sessionRefusal(dir, serial, new Date('2026-11-30T11:10:00Z'), 0);
  };

  it('names both switches of MIUI if the phone refuses to install an app of Appium', async () => {
    assert.equal(
      await refusal(failure('27:59', install('127.0.0.1\\:41485', 'INSTALL_FAILED_USER_RESTRICTED'))),
      "127.0.0.1:41485 refused to install an app over USB: on the phone, in the developer options, switch on 'Install via USB' and 'USB debugging (Security settings)', and confirm each prompt that appears during the run",
    );
  });

  it("names Play Protect's switch if the phone rejects an app of Appium", async () => {
    assert.match(
      (await refusal(
        failure('27:59', install('127.0.0.1\\:41485', 'INSTALL_FAILED_VERIFICATION_FAILURE')),
      )) ?? '',
      /^127\.0\.0\.1:41485 refused to install an app of Appium: .*VERIFICATION_FAILURE.*Verify apps over USB/,
    );
  });

  it('names them too if the phone refuses a setting', async () => {
    const message =
      'Hidden API policy cannot be enabled. Original error: java.lang.SecurityException: Permission denial: writing to settings requires:android.permission.WRITE_SECURE_SETTINGS';
    assert.match(
      (await refusal(failure('27:59', message))) ?? '',
      /refused to change a setting: .*Security settings/,
    );
  });

  it('gives what Appium said otherwise', async () => {
    assert.equal(
      await refusal(failure('27:59', 'Appium Settings app is not running\n after 5000ms')),
      'Appium opened no session on 127.0.0.1:41485: Appium Settings app is not running after 5000ms',
    );
  });

  it('takes the failure of this phone, and none from before the worker', async () => {
    const log = [
      failure('05:00', install('phone-1', 'INSTALL_FAILED_USER_RESTRICTED')),
      failure('27:59', install('phone-1', 'INSTALL_FAILED_INSUFFICIENT_STORAGE')),
      failure('28:01', install('phone-2', 'INSTALL_FAILED_USER_RESTRICTED')),
    ].join('');
    assert.match((await refusal(log, 'phone-1')) ?? '', /INSUFFICIENT_STORAGE/);
    assert.equal(await refusal(failure('05:00', install('phone-1', 'X')), 'phone-1'), undefined);
    assert.equal(await refusal('2026-11-30T11:28:00.000Z ERROR @wdio/runner: Error: other\n'), undefined);
  });
});
