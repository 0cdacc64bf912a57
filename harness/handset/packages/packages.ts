import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Browser } from 'webdriverio';
import { Fault } from '../../model/fault.ts';
import type { Journal } from '../journal/journal.ts';
import { outputIfAny, type Phone } from '../phone.ts';
import { type PackageVersion, systemStateOf, uidsOf, versionOf } from './package-dump.ts';
import { INSTALL_MS, installByAppium, installByShell } from './installer.ts';
import { type ApkRequirements, checkRequirements, needsBypass } from './requirements.ts';

/** The installed packages of a phone. */
export interface Packages {
  /**
   * Installs an APK unchanged and checks its digest on the phone. Refuses to replace another version of a package that the
   * harness did not install, unless `replace` is true.
   */
  install(apk: ApkToInstall, options?: { replace?: boolean }): Promise<InstalledRelease>;
  /** Does nothing where the package is not installed. */
  uninstall(name: string): Promise<void>;
  /** `pm clear`: stops the package and empties its data. */
  clear(name: string): Promise<void>;
  /** The installed version; undefined where it is not installed. */
  version(name: string): Promise<PackageVersion | undefined>;
  /** The UIDs of a package, for every user that has it. Reads again after each install. */
  uids(name: string): Promise<number[]>;
}

export interface ApkToInstall {
  /** Absolute path on this machine. */
  file: string;
  package: string;
  /** Lowercase hex. */
  sha256: string;
  /** What it asks of the phone; without it, only the phone checks that. */
  requires?: ApkRequirements;
}

export interface InstalledRelease extends PackageVersion {
  uids: number[];
}

/** Controls the packages of a phone through its Appium session. */
export function packagesOf(
  phone: Phone,
  session: Pick<Browser, 'executeScript'>,
  journal: Journal,
  sdk: number,
): Packages {
  const dump = (name: string): Promise<string> => phone.shell(['dumpsys', 'package', name]);
  const version = async (name: string): Promise<PackageVersion | undefined> =>
    versionOf(await dump(name), name);
  const isInstalledByRun = (name: string): boolean =>
    journal.pending().some((change) => change.kind === 'package' && change.package === name);
  const installed = async (name: string): Promise<InstalledRelease> => {
    const text = await dump(name);
    const installedVersion = versionOf(text, name);
    if (!installedVersion)
      throw new Error(`${name} was installed on ${phone.serial}, but the phone does not list the package`);

    return { ...installedVersion, uids: uidsOf(text, name) };
  };

  const send = async (apk: ApkToInstall): Promise<void> => {
    const bypass = apk.requires !== undefined && needsBypass(apk.requires, sdk);
    const isMiui = (await phone.shell(['getprop', 'ro.miui.ui.version.name'])).trim() !== '';
    if (bypass || (isMiui && phone.root !== null)) await installByShell(phone, journal, apk, { bypass });
    else await installByAppium(session, apk, phone.serial);
  };

  return {
    async install(apk, { replace = false } = {}) {
      await checkFile(apk);
      if (apk.requires) await checkRequirements(phone, apk.package, sdk, apk.requires);
      const text = await dump(apk.package);
      const existing = versionOf(text, apk.package);
      if (existing && (await digestOnPhone(phone, apk.package)) === apk.sha256) return installed(apk.package);
      const isPreinstalled = systemStateOf(text, apk.package) === 'preinstalled';
      if (existing && !replace && !isPreinstalled && !isInstalledByRun(apk.package))
        throw otherRelease(phone.serial, apk.package, existing.versionName, text);
      if (isInstalledByRun(apk.package)) await send(apk);
      else
        await journal.make(
          'package',
          {
            package: apk.package,
            before: existing?.versionName ?? null,
            ...(isPreinstalled && { preinstalled: true }),
          },
          () => send(apk),
        );
      const digest = await digestOnPhone(phone, apk.package);
      if (digest !== apk.sha256)
        throw new Error(
          `${apk.package} on ${phone.serial} differs from the APK that was sent: SHA-256 ${digest ?? 'unknown'}, not ${apk.sha256}`,
        );

      return installed(apk.package);
    },
    async uninstall(name) {
      if (!(await version(name))) return;
      await expectSuccess(phone, ['pm', 'uninstall', name]);
    },
    clear: (name) => expectSuccess(phone, ['pm', 'clear', name]),
    version,
    uids: async (name) => uidsOf(await dump(name), name),
  };
}

function otherRelease(serial: string, name: string, versionName: string, dump: string): Fault {
  const isUpdate = systemStateOf(dump, name) === 'updated';

  return new Fault(`${serial} already has another release of ${name}, version ${versionName}`, {
    fix: `uninstall ${isUpdate ? 'this update of a preinstalled app' : 'that release'} first (this deletes its data): adb -s ${serial} uninstall ${name}`,
  });
}

async function checkFile(apk: ApkToInstall): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(apk.file), hash);
  const digest = hash.digest('hex');
  if (digest !== apk.sha256)
    throw new Fault(
      `${apk.file} is not the APK that the catalogue lists: its SHA-256 is ${digest}, not ${apk.sha256}`,
      {
        fix: 'leakgate apks verify',
      },
    );
}

/** The SHA-256 of the package's base APK on the phone. */
async function digestOnPhone(phone: Phone, name: string): Promise<string | undefined> {
  const paths = (await phone.shell(['pm', 'path', name])).match(/^package:(.+)$/gm) ?? [];
  const base = paths.map((line) => line.slice('package:'.length).trim());
  if (base.length > 1) throw new Error(`${name} on ${phone.serial} has splits: ${base.join(', ')}`);
  const [path] = base;
  if (path === undefined) return undefined;
  const sum =
    (await outputIfAny(phone.shell(['sha256sum', path]))) ??
    (phone.root ? await phone.asRoot(['sha256sum', path]) : undefined);

  return /^[0-9a-f]{64}\b/m.exec(sum ?? '')?.[0];
}

async function expectSuccess(phone: Phone, argv: readonly string[]): Promise<void> {
  const output = await phone.shell(argv, { timeoutMs: INSTALL_MS });
  if (!/^Success\b/m.test(output))
    throw new Error(`'${argv.join(' ')}' on ${phone.serial} said: ${output.trim()}`);
}
