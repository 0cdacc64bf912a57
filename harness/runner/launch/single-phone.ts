import { join } from 'node:path';
import { remote } from 'webdriverio';
import { findFreePort } from '../../../bin/free-port.mjs';
import { type Handset, openHandset } from '../../handset/handset.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { reasonOf } from '../../model/fault.ts';
import { parseHandsets } from '../handset-choice.ts';
import { makeOwnedFolder, removeOwnedFolder } from '../owned-folder.ts';
import { type AdbServer, startAdbServer, userAdbServer } from './adb-server.ts';
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

/** A handset that adb can reach, and the adb server for it. */
interface ReachedPhone {
  serial: string;
  adb: AdbServer;
  sdk: string;
}

/**
 * Starts a simulated handset or an emulator, or finds an attached phone, and calls `action`. Ends everything that was started, also
 * if the action fails.
 */
export async function withSerial<T>(
  { handset, id, logDir, print, speed = 1 }: PhoneUse & { speed?: number },
  action: (phone: ReachedPhone) => Promise<T>,
): Promise<T> {
  const { simulated } = parseHandsets([handset]);
  const sdk = await requireAndroidSdk();
  const stops = createStops(print);
  try {
    const adb = simulated
      ? await startAdbServer({ sdk, logFile: join(logDir, 'adb.log') })
      : await userAdbServer(sdk);
    stops.add(() => adb.stop());
    const tempDir = await makeOwnedFolder('tmp', id);
    stops.add(() => removeOwnedFolder('tmp', id));
    const pool = await openPool({ handsets: [handset], speed, adb, logDir, tempDir, print });
    stops.add(() => pool.stop());
    const [serial = ''] = pool.serials();

    return await action({ serial, adb, sdk });
  } finally {
    await stops.run();
  }
}

/**
 * Opens a session on one handset without a recorder, and calls `action`. Restores the phone and ends everything that was started,
 * also if the action fails.
 */
export async function withPhone<T>(use: PhoneUse, action: (handset: Handset) => Promise<T>): Promise<T> {
  return await withSerial(use, (phone) => withSession(use, phone, action));
}

async function withSession<T>(
  { logDir, print }: PhoneUse,
  { serial, adb, sdk }: ReachedPhone,
  action: (handset: Handset) => Promise<T>,
): Promise<T> {
  const stops = createStops(print);
  try {
    const appium = await keepAppium({ sdk, adbPort: adb.port, logFile: join(logDir, 'appium.log') });
    stops.add(() => appium.stop());
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
    stops.add(() => session.deleteSession());
    const address = { path: adb.path, port: adb.port };
    const handset = await openHandset({
      session,
      serial,
      adb: address,
      journalDir: journalFolder(),
      log: print,
    });
    stops.add(() => handset.restore());

    return await action(handset);
  } finally {
    await stops.run();
  }
}

/** What has to be ended, last first. A failure is printed, so that the rest is ended too. */
function createStops(print: (text: string) => void): {
  add(stop: () => Promise<unknown>): void;
  run(): Promise<void>;
} {
  const stops: (() => Promise<unknown>)[] = [];

  return {
    add: (stop) => void stops.push(stop),
    async run() {
      for (const stop of stops.toReversed())
        await stop().catch((error: unknown) => print(`could not be ended: ${reasonOf(error)}`));
    },
  };
}
