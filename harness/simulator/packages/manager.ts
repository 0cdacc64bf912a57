import { mkdirSync, rmSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Device, InstalledPackage, PackageManager } from '../device.ts';
import { checkInstall } from './install-policy.ts';
import { busyPackages } from './busy.ts';
import { isHelper, systemPackages } from './system-packages.ts';
import { createPermissions } from './permissions.ts';
import { failure, readPackage, type PackageFacts, type PackageReader } from './reader.ts';

type Listener = Parameters<PackageManager['onChange']>[0];
type PackageDevice = Pick<Device, 'chaos' | 'clock' | 'files' | 'rules' | 'options'> & {
  readonly activities: Pick<Device['activities'], 'forceStop'>;
};

/** A {@link PackageManager} with operations that only the handset's image and its shell need. */
export interface HandsetPackages extends PackageManager {
  /** Adds an APK to the system image: it is preinstalled, and removing an update restores it. */
  preload(apkFile: string): Promise<InstalledPackage>;
  instrumentations(): { package: string; name: string; target: string }[];
}

interface Entry {
  installed: InstalledPackage;
  instrumentations: PackageFacts['instrumentations'];
}

const FIRST_APP_UID = 10_100;

/** Installs APKs by Android's rules; an update keeps the UID and the data. */
export function createPackageManager(
  device: PackageDevice,
  read: PackageReader = readPackage,
): HandsetPackages {
  const entries = new Map<string, Entry>();
  /** The version in the system image that an update replaces. */
  const systemEntries = new Map<string, Entry>();
  const listeners: Listener[] = [];
  let lastUid = FIRST_APP_UID;
  let lastDataDir = 0;

  /** Apps in the store that no app has requested so far. */
  const storeEntries = new Map<string, Entry>();

  for (const installed of systemPackages(device.rules, newDataDir)) {
    const entry = { installed, instrumentations: [] };
    if (device.options.lateHelpers === true && isHelper(installed.package)) {
      storeEntries.set(installed.package, entry);
      continue;
    }
    entries.set(installed.package, entry);
    systemEntries.set(installed.package, entry);
  }

  if (device.options.busy === true)
    for (const installed of busyPackages(device.rules.sdk, newDataDir))
      entries.set(installed.package, { installed, instrumentations: [] });

  const permissions = createPermissions(device.rules, (name) => entries.get(name)?.installed);

  const manager: HandsetPackages = {
    permissions,
    get: (name) => entries.get(name)?.installed,
    list: () => [...entries.values()].map(({ installed }) => installed),
    onChange: (listener) => void listeners.push(listener),
    instrumentations: () =>
      [...entries.values()].flatMap(({ installed, instrumentations }) =>
        instrumentations.map((each) => ({ package: installed.package, ...each })),
      ),

    async install(apkFile, options) {
      const facts = await read(apkFile, `/data/app/vmdl${randomBytes(3).readUIntBE(0, 3)}.tmp/base.apk`);
      const existing = entries.get(facts.package)?.installed;
      if (device.chaos.strikes('install-refused'))
        throw failure('INSTALL_FAILED_USER_RESTRICTED', 'Install canceled by user');
      // Source: AOSP PackageManager.INSTALL_FAILED_VERIFICATION_FAILURE.
      if (device.chaos.strikes('install-blocked'))
        throw failure('INSTALL_FAILED_VERIFICATION_FAILURE', 'Install not allowed for file');
      checkInstall(facts, existing, options, device.rules);
      if (existing !== undefined) await device.activities.forceStop(existing.package);
      const installed = describe(facts, existing, placeApk(apkFile, facts.package), false);
      if (existing !== undefined) forgetApk(existing);
      entries.set(facts.package, { installed, instrumentations: facts.instrumentations });
      notify(existing === undefined ? 'installed' : 'replaced', facts.package);

      return installed;
    },

    applyUpdate(name, { versionName, versionCode }) {
      const entry = entries.get(name);
      if (entry === undefined) throw failure('not installed');
      const installed = { ...entry.installed, versionName, versionCode, lastUpdateTime: device.clock.now() };
      entries.set(name, { ...entry, installed });
      notify('replaced', name);
    },

    fetch(name) {
      const entry = storeEntries.get(name);
      if (entry === undefined || entries.has(name)) return;
      entries.set(name, entry);
      notify('installed', name);
    },

    async uninstall(name, keepData) {
      const entry = entries.get(name);
      // Source: PackageManagerShellCommand.runUninstall and PackageManagerService.deletePackageX.
      if (entry === undefined) throw failure('DELETE_FAILED_INTERNAL_ERROR');
      const systemEntry = systemEntries.get(name);
      if (entry.installed.system && systemEntry === entry) throw failure('DELETE_FAILED_INTERNAL_ERROR');
      await device.activities.forceStop(name);
      forgetApk(entry.installed);
      if (!keepData) emptyFolder(entry.installed.dataDir);
      permissions.reset(name);
      if (systemEntry !== undefined) entries.set(name, systemEntry);
      else entries.delete(name);
      notify('removed', name);
    },

    async clear(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw failure('not installed');
      await device.activities.forceStop(name);
      emptyFolder(entry.installed.dataDir);
      permissions.reset(name);
      notify('cleared', name);
    },

    async preload(apkFile) {
      const facts = await read(apkFile, apkFile);
      const codePath = `/product/app/${facts.package}/base.apk`;
      device.files.makeDirectory(`/product/app/${facts.package}`, true);
      device.files.adopt(codePath, apkFile, { context: 'u:object_r:system_file:s0' });
      const installed = describe(facts, undefined, codePath, true);
      const entry = { installed, instrumentations: facts.instrumentations };
      entries.set(facts.package, entry);
      systemEntries.set(facts.package, entry);

      return installed;
    },
  };

  return manager;

  function describe(
    facts: PackageFacts,
    existing: InstalledPackage | undefined,
    codePath: string,
    system: boolean,
  ): InstalledPackage {
    const { instrumentations: _1, isSplit: _2, splitRequired: _3, abis: _4, ...known } = facts;
    const now = device.clock.now();
    const apkFile = device.files.machineFile(codePath);
    if (apkFile === undefined)
      throw new Error(`the APK ${codePath} does not exist, although the installer just wrote it`);

    return {
      ...known,
      uid: existing?.uid ?? ++lastUid,
      system: system || existing?.system === true,
      apkFile,
      codePath,
      dataDir: existing?.dataDir ?? newDataDir(facts.package),
      firstInstallTime: existing?.firstInstallTime ?? now,
      lastUpdateTime: now,
    };
  }

  /** `/data/app/~~<random>==/<package>-<random>==/base.apk`, the format since Android 11. */
  function placeApk(apkFile: string, name: string): string {
    const folder = `/data/app/~~${randomName()}/${name}-${randomName()}`;
    device.files.makeDirectory(folder, true);
    const attributes = { owner: 'system', group: 'system', context: 'u:object_r:apk_data_file:s0' };
    device.files.adopt(`${folder}/base.apk`, apkFile, { ...attributes, mode: 0o644 });

    return `${folder}/base.apk`;
  }

  function forgetApk({ codePath }: InstalledPackage): void {
    if (codePath.startsWith('/data/app/'))
      device.files.remove(codePath.split('/').slice(0, 4).join('/'), true);
  }

  function newDataDir(name: string): string {
    const folder = join(device.options.workDir, 'data', `${name}-${++lastDataDir}`);
    mkdirSync(folder, { recursive: true });

    return folder;
  }

  function notify(kind: Parameters<Listener>[0]['kind'], name: string): void {
    for (const listener of listeners) listener({ kind, package: name });
  }
}

function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

function randomName(): string {
  return `${randomBytes(16).toString('base64url').slice(0, 22)}==`;
}

/** The hash that Android prints for an object: here derived from its name. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 7);
}
