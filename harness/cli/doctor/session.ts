import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { type Handset, openHandset } from '../../handset/handset.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import type { AdbServer } from '../../runner/launch/adb-server.ts';
import { keepAppium } from '../../runner/launch/appium-server.ts';

/** Opens a phone through an Appium server of its own, as a run does, and ends both afterwards. */
export async function withHandset<T>(
  target: { serial: string; adb: AdbServer; sdk: string },
  action: (handset: Handset) => Promise<T>,
): Promise<T> {
  const { serial, adb, sdk } = target;
  const folder = await mkdtemp(join(tmpdir(), 'leakgate-doctor-'));
  const appium = await keepAppium({ sdk, adbPort: adb.port, logFile: join(folder, 'appium.log') });
  try {
    const session = await remote({
      hostname: appium.current().host,
      port: appium.current().port,
      logLevel: 'silent',
      connectionRetryCount: 0,
      connectionRetryTimeout: 240_000,
      capabilities: {
        platformName: 'Android',
        'appium:automationName': 'UiAutomator2',
        'appium:udid': serial,
        'appium:adbPort': adb.port,
        'appium:remoteAdbHost': '127.0.0.1',
        'appium:suppressKillServer': true,
        'appium:autoLaunch': false,
        'appium:newCommandTimeout': 0,
        // The driver's own 20 s are too few for a slow emulator, or a busy computer.
        'appium:adbExecTimeout': 60_000,
        'appium:uiautomator2ServerInstallTimeout': 120_000,
        'appium:uiautomator2ServerLaunchTimeout': 120_000,
        'appium:ignoreHiddenApiPolicyError': true,
      },
    });
    try {
      const handset = await openHandset({
        session,
        serial,
        adb: { path: adb.path, port: adb.port },
        journalDir: journalFolder(),
        log: (line) => void process.stderr.write(`${line}\n`),
      });

      return await action(handset);
    } finally {
      await session.deleteSession().catch(() => undefined); // The session ended with the phone.
    }
  } finally {
    await appium.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
