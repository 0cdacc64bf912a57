import type { AndroidRules, InstalledPackage, PackageManager } from '../device.ts';
import { failure, type PackageFacts } from './reader.ts';

type InstallOptions = Parameters<PackageManager['install']>[1];

/**
 * Throws Android's message if Android refuses an installation. On a user build such as this handset's, a downgrade needs `-d`
 * and an installed app that is debuggable.
 * Source: AOSP 13 and 14 InstallPackageHelper, NativeLibraryHelper, PackageManagerServiceUtils.checkDowngrade and isDowngradePermitted.
 */
export function checkInstall(
  apk: PackageFacts,
  before: InstalledPackage | undefined,
  options: InstallOptions,
  rules: AndroidRules,
): void {
  const { package: name, versionCode } = apk;
  if (apk.isSplit) throw failure('INSTALL_FAILED_INVALID_APK', 'Full install must include a base package');
  if (apk.splitRequired) throw failure('INSTALL_FAILED_MISSING_SPLIT', `Missing split for ${name}`);
  if (apk.minSdk > rules.sdk)
    throw failure(
      'INSTALL_FAILED_OLDER_SDK',
      `Failed parse during installPackageLI: ${name}: Requires newer sdk version #${apk.minSdk} (current version is #${rules.sdk})`,
    );
  if (apk.targetSdk < rules.minInstallableTargetSdk && !options.bypassLowTarget)
    throw failure(
      'INSTALL_FAILED_DEPRECATED_SDK_VERSION',
      `App package must target at least SDK version ${rules.minInstallableTargetSdk}, but found ${apk.targetSdk}`,
    );
  const supported = rules.abis.split(',');
  if (apk.abis.length > 0 && !apk.abis.some((abi) => supported.includes(abi)))
    throw failure('INSTALL_FAILED_NO_MATCHING_ABIS', 'Failed to extract native libraries, res=-113');
  if (before === undefined) return;
  if (!options.replace)
    throw failure(
      'INSTALL_FAILED_ALREADY_EXISTS',
      `Attempt to re-install ${name} without first uninstalling.`,
    );
  if (before.signer !== apk.signer)
    throw failure(
      'INSTALL_FAILED_UPDATE_INCOMPATIBLE',
      `Existing package ${name} signatures do not match newer version; ignoring!`,
    );
  if (versionCode < before.versionCode && !(options.downgrade && before.debuggable))
    throw failure(
      'INSTALL_FAILED_VERSION_DOWNGRADE',
      `Downgrade detected: Update version code ${versionCode} is older than current ${before.versionCode}`,
    );
}
