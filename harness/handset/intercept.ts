import { createHash } from 'node:crypto';
import { Fault } from '../model/fault.ts';
import type { Journal } from './journal/journal.ts';
import { isMounted } from './journal/changes/certificate-mount.ts';
import { readProxy } from './journal/changes/proxy.ts';
import { readSetting } from './journal/changes/setting.ts';
import { readTunnels } from './journal/changes/tunnel.ts';
import type { Phone } from './phone.ts';

export interface InterceptionRequest {
  /** The recorder's port on the machine that the phone is plugged into. */
  recorderPort: number;
  ca: {
    pem: string;
    /** `<subject_hash_old>.0` */
    fileName: string;
  };
  /**
   * Which store the release trusts local roots from. For `chrome-root-store` the CA goes only into the user's store: a root in
   * the system's store counts as publicly known and requires Certificate Transparency (Chromium trust_store_android.cc).
   */
  trust: 'platform' | 'chrome-root-store';
  /** Opens a recorder port for one UID; undefined where traffic is not attributed by UID. */
  listenFor?: (uid: number) => Promise<number>;
  /** Closes open connections on the common port, so that redirected apps connect to their own port. */
  closeUnredirected?: () => void;
  /** A URL that the recorder answers without recording it. */
  heartbeatUrl?: string;
}

/** How traffic reaches the recorder: the stores that contain the CA, and the proxy setting. */
export type Interception = 'system-ca+proxy' | 'user-ca+proxy' | 'proxy';

/** The phone's port of the tunnel, which the proxy setting names. */
export const PROXY_PORT = 8080;
const SYSTEM_STORE = '/system/etc/security/cacerts';
const USER_STORE = '/data/misc/user/0/cacerts-added';
const STORE_COPY = '/data/local/tmp/leakgate-cacerts';
/** From this API level on, each process mounts the roots from an APEX for itself (AOSP Android 14). */
const APEX_STORE_SDK = 34;

/**
 * Redirects a phone's traffic to the recorder with a reverse tunnel, the CA in every writable store, and the proxy setting.
 * Each is read back. Apps read the stores and the setting when their process starts. Every change is in the journal before
 * it is made.
 */
export async function intercept(
  phone: Phone,
  journal: Journal,
  sdk: number,
  request: InterceptionRequest,
): Promise<Interception> {
  await setTunnel(phone, journal, request.recorderPort);
  const stores = phone.root === null ? [] : await addCertificate(phone, journal, sdk, request);
  await keepScreenOn(phone, journal);
  await disableFreezer(phone, journal);
  await disableMobileData(phone, journal);
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

async function addCertificate(
  phone: Phone,
  journal: Journal,
  sdk: number,
  { ca, trust }: InterceptionRequest,
): Promise<('system' | 'user')[]> {
  const staged = `/data/local/tmp/leakgate-${ca.fileName}`;
  await journal.make('file', { path: staged }, () => phone.write(staged, ca.pem));
  const stores: ('system' | 'user')[] = [];
  if (trust === 'platform' && sdk < APEX_STORE_SDK) {
    await mountOverSystemStore(phone, journal, staged, ca);
    stores.push('system');
  }
  const inUserStore = `${USER_STORE}/${ca.fileName}`;
  if (await phone.exists(inUserStore))
    throw new Error(
      `the certificate ${inUserStore} already exists on the phone, but this run did not create it`,
    );
  if (!(await phone.exists(USER_STORE)))
    await journal.make('folder', { path: USER_STORE }, async () => {
      await phone.asRoot(['mkdir', '-p', USER_STORE]);
      await phone.asRoot(['chown', 'system:system', USER_STORE]);
      await phone.asRoot(['chmod', '755', USER_STORE]);
    });
  await journal.make('file', { path: inUserStore }, async () => {
    await phone.asRoot(['cp', staged, inUserStore]);
    await phone.asRoot(['chown', 'system:system', inUserStore]);
    await phone.asRoot(['chmod', '644', inUserStore]);
  });
  await expectDigest(phone, inUserStore, ca.pem);

  return [...stores, 'user'];
}

/** From Android 10 on `/system` is read-only: a tmpfs with the old content and the CA is mounted over the store. */
async function mountOverSystemStore(
  phone: Phone,
  journal: Journal,
  staged: string,
  ca: InterceptionRequest['ca'],
): Promise<void> {
  if (await isMounted(phone, SYSTEM_STORE))
    throw new Fault(`another file system is already mounted at ${SYSTEM_STORE} on ${phone.serial}`, {
      fix: 'restart the phone to remove the mount',
    });
  await journal.make('certificate-mount', { over: SYSTEM_STORE, copy: STORE_COPY }, async () => {
    await phone.asRoot(['rm', '-rf', STORE_COPY]);
    await phone.asRoot(['cp', '-R', SYSTEM_STORE, STORE_COPY]);
    await phone.asRoot(['cp', staged, `${STORE_COPY}/${ca.fileName}`]);
    await phone.asRoot(['mount', '-t', 'tmpfs', 'tmpfs', SYSTEM_STORE]);
    await phone.asRoot(['cp', '-R', `${STORE_COPY}/.`, SYSTEM_STORE]);
    await phone.asRoot(['chown', '-R', 'root:root', SYSTEM_STORE]);
    await phone.asRoot({ raw: `chmod 644 ${SYSTEM_STORE}/*` });
    await phone.asRoot(['chmod', '755', SYSTEM_STORE]);
    await phone.asRoot(['chcon', '-R', 'u:object_r:system_file:s0', SYSTEM_STORE]);
  });
  await expectDigest(phone, `${SYSTEM_STORE}/${ca.fileName}`, ca.pem);
}

async function expectDigest(phone: Phone, path: string, pem: string): Promise<void> {
  const expectedDigest = createHash('sha256').update(pem).digest('hex');
  const digest = (await phone.asRoot(['sha256sum', path])).slice(0, 64);
  if (digest !== expectedDigest)
    throw new Error(`${path} on ${phone.serial} has SHA-256 ${digest}, not ${expectedDigest}`);
}

/** MIUI restarts adbd, and so ends the tunnel, when the screen locks. */
async function keepScreenOn(phone: Phone, journal: Journal): Promise<void> {
  const key = 'stay_on_while_plugged_in';
  const before = await readSetting(phone, 'global', key);
  if (before === '7') return;
  await journal.make('setting', { namespace: 'global', key, before }, async () => {
    await phone.shell(['settings', 'put', 'global', key, '7']);
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
    await phone.shell(['settings', 'put', 'global', key, 'disabled']);
  });
}

async function disableMobileData(phone: Phone, journal: Journal): Promise<void> {
  if ((await readSetting(phone, 'global', 'mobile_data')) !== '1') return;
  await journal.make('mobile-data', {}, async () => {
    await phone.shell(['svc', 'data', 'disable']);
  });
}

async function setProxy(phone: Phone, journal: Journal): Promise<void> {
  const host = '127.0.0.1';
  const value = `${host}:${PROXY_PORT}`;
  await journal.make('proxy', { host, port: PROXY_PORT, before: await readProxy(phone) }, async () => {
    await phone.shell(['settings', 'put', 'global', 'http_proxy', value]);
  });
  const now = await readSetting(phone, 'global', 'http_proxy');
  if (now !== value)
    throw new Error(`the proxy setting of ${phone.serial} was set to ${value}, but is now ${now ?? 'null'}`);
}
