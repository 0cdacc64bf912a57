import type { DirectPort } from '../model/direct-port.ts';
import { Fault } from '../model/fault.ts';
import type { Journal } from './journal/journal.ts';
import { readProxy } from './journal/changes/proxy.ts';
import { readSetting, writeSetting } from './journal/changes/setting.ts';
import { readTunnels } from './journal/changes/tunnel.ts';
import { disableMobileData } from './mobile-data.ts';
import type { Phone } from './phone.ts';
import { disablePrivateDns } from './private-dns.ts';
import type { Certificate, TrustSource } from './trust/certificate.ts';
import type { Trust } from './trust/trust.ts';

export interface InterceptionRequest {
  /** The recorder's port on the machine that the phone is plugged into. */
  recorderPort: number;
  ca: Certificate;
  /** Which store the release trusts local roots from. */
  trust: TrustSource;
  /** Packages that may be running already and send for the release; their processes get the CA too. */
  helpers?: readonly string[];
  /**
   * Opens a recorder port for one UID, or with `direct` for connections that it opens without the proxy; undefined where traffic is not
   * attributed by UID.
   */
  listenFor?: (uid: number, direct?: DirectPort) => Promise<number>;
  /** Closes open connections on the common port, so that redirected apps connect to their own port. */
  closeUnredirected?: () => void;
  /** Whether the common port refuses what arrives there; called when it is known whether only other apps use it. */
  refuseUnredirected?: (refuse: boolean) => void;
  /** A URL that the recorder answers without recording it. */
  heartbeatUrl?: string;
}

/** How traffic reaches the recorder: the stores that contain the CA, and the proxy setting. */
export type Interception = 'system-ca+proxy' | 'user-ca+proxy' | 'proxy';

/** The phone's port of the tunnel, which the proxy setting names. */
export const PROXY_PORT = 8080;

/**
 * Redirects a phone's traffic to the recorder with a reverse tunnel, the CA in every writable store, and the proxy setting.
 * Each is read back. Apps read the stores and the setting when their process starts. Every change is in the journal before
 * it is made.
 */
export async function intercept(
  phone: Phone,
  journal: Journal,
  trust: Trust,
  request: InterceptionRequest,
): Promise<Interception> {
  await setTunnel(phone, journal, request.recorderPort);
  const stores = await trust.add({
    certificate: request.ca,
    source: request.trust,
    apps: request.helpers ?? [],
  });
  await keepScreenOn(phone, journal);
  await disableFreezer(phone, journal);
  await disableMobileData(phone, journal);
  await disablePrivateDns(phone, journal);
  await setProxy(phone, journal);
  if (stores.includes('system')) return 'system-ca+proxy';

  return stores.includes('user') ? 'user-ca+proxy' : 'proxy';
}

/**
 * What broke in the path to the recorder, in a sentence; undefined while tunnel and proxy setting are in place. A tunnel ends
 * with adb's connection, and later traffic is lost (AOSP 25258694; MIUI restarts adbd on lock).
 */
export async function findBrokenPath(phone: Phone, recorderPort: number): Promise<string | undefined> {
  const target = (await readTunnels(phone)).get(PROXY_PORT);
  if (target !== `tcp:${recorderPort}`)
    return `the tunnel from port ${PROXY_PORT} of the phone forwards to ${target ?? 'nothing'} instead of the recorder`;
  const proxy = await readSetting(phone, 'global', 'http_proxy');

  return proxy === `127.0.0.1:${PROXY_PORT}`
    ? undefined
    : `the phone's proxy setting is ${proxy ?? 'null'}, not the recorder`;
}

async function setTunnel(phone: Phone, journal: Journal, hostPort: number): Promise<void> {
  const existing = (await readTunnels(phone)).get(PROXY_PORT);
  if (existing !== undefined)
    throw new Fault(`port ${PROXY_PORT} of ${phone.serial} already has a tunnel to ${existing}`, {
      fix: `remove that tunnel: adb -s ${phone.serial} reverse --remove tcp:${PROXY_PORT}`,
    });
  await journal.make('tunnel', { devicePort: PROXY_PORT, hostPort }, async () => {
    await phone.adb(['reverse', `tcp:${PROXY_PORT}`, `tcp:${hostPort}`]);
  });
  const target = (await readTunnels(phone)).get(PROXY_PORT);
  if (target !== `tcp:${hostPort}`)
    throw new Error(
      `the tunnel of ${phone.serial} was set to forward to tcp:${hostPort}, but forwards to ${target ?? 'nothing'}`,
    );
}

/** MIUI restarts adbd, and so ends the tunnel, when the screen locks. */
async function keepScreenOn(phone: Phone, journal: Journal): Promise<void> {
  const key = 'stay_on_while_plugged_in';
  const before = await readSetting(phone, 'global', key);
  if (before === '7') return;
  await journal.make('setting', { namespace: 'global', key, before }, async () => {
    await writeSetting(phone, 'global', key, '7');
  });
}

/**
 * Switches Android's freezer off: a frozen app sends nothing and its timers stop, so a wait in the background proves nothing
 * (AOSP CachedAppOptimizer.java, KEY cached_apps_freezer). A vendor's own freezer ignores this setting.
 */
async function disableFreezer(phone: Phone, journal: Journal): Promise<void> {
  const key = 'cached_apps_freezer';
  const before = await readSetting(phone, 'global', key);
  if (before === 'disabled') return;
  await journal.make('setting', { namespace: 'global', key, before }, async () => {
    await writeSetting(phone, 'global', key, 'disabled');
  });
}

async function setProxy(phone: Phone, journal: Journal): Promise<void> {
  const host = '127.0.0.1';
  const value = `${host}:${PROXY_PORT}`;
  await journal.make('proxy', { host, port: PROXY_PORT, before: await readProxy(phone) }, async () => {
    await writeSetting(phone, 'global', 'http_proxy', value);
  });
  const now = await readSetting(phone, 'global', 'http_proxy');
  if (now !== value)
    throw new Error(`the proxy setting of ${phone.serial} was set to ${value}, but is now ${now ?? 'null'}`);
}
