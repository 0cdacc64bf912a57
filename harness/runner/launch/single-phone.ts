import { join } from 'node:path';
import { remote } from 'webdriverio';
import { findFreePort } from '../../../bin/free-port.mjs';
import { type Handset, openHandset } from '../../handset/handset.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { reasonOf } from '../../model/fault.ts';
import { parseHandsets } from '../handset-choice.ts';
import { makeOwnedFolder, removeOwnedFolder } from '../owned-folder.ts';
import { startAdbServer, userAdbServer } from './adb-server.ts';
import { keepAppium } from './appium-server.ts';
import { openPool } from './pool.ts';
import { requireAndroidSdk } from './sdk.ts';

interface PhoneUse {
  /** A value of `--handset`; of several handsets the first is used. */
  handset: string;
  /** Identifies the use, for folders and processes. */
  id: string;
  /** For the logs of adb, Appium and the handset; it must exist. */
  logDir: string;
  print(text: string): void;
}

/**
 * Opens a session on one handset without a recorder, and calls `action`. Restores the phone and ends everything that was started,
 * also if the action fails.
 */
export async function withPhone<T>(use: PhoneUse, action: (handset: Handset) => Promise<T>): Promise<T> {
  const { logDir, print } = use;
  const { simulated } = parseHandsets([use.handset]);
  const sdk = await requireAndroidSdk();
  const stopActions: (() => Promise<unknown>)[] = [];
  try {
    const adb = simulated
      ? await startAdbServer({ sdk, logFile: join(logDir, 'adb.log') })
      : await userAdbServer(sdk);
    stopActions.push(() => adb.stop());
    const tempDir = await makeOwnedFolder('tmp', use.id);
    stopActions.push(() => removeOwnedFolder('tmp', use.id));
    const pool = await openPool({ handsets: [use.handset], speed: 1, adb, logDir, tempDir, print });
    stopActions.push(() => pool.stop());
    const appium = await keepAppium({ sdk, adbPort: adb.port, logFile: join(logDir, 'appium.log') });
    stopActions.push(() => appium.stop());
    const [serial = ''] = pool.serials();
    const session = await remote({
      hostname: appium.current().host,
      port: appium.current().port,
      logLevel: 'error',
      connectionRetryCount: 0,
      capabilities: {
        platformName: 'Android',
        'appium:automationName': 'UiAutomator2',
        'appium:udid': serial,
        'appium:adbPort': adb.port,
        'appium:remoteAdbHost': '127.0.0.1',
        'appium:suppressKillServer': true,
        'appium:systemPort': await findFreePort(),
        'appium:noReset': true,
        'appium:newCommandTimeout': 0,
        'wdio:enforceWebDriverClassic': true,
      },
    });
    stopActions.push(() => session.deleteSession());
    const address = { path: adb.path, port: adb.port };
    const handset = await openHandset({
      session,
      serial,
      adb: address,
      journalDir: journalFolder(),
      log: print,
    });
    stopActions.push(() => handset.restore());

    return await action(handset);
  } finally {
    for (const stop of stopActions.toReversed())
      await stop().catch((error: unknown) => print(`could not be ended: ${reasonOf(error)}`));
  }
}
