import { ApkFault, readApk } from '../../releases/apk.ts';
import { AndroidError, type InstalledPackage } from '../device.ts';

/** The parts of an APK that the package manager uses. */
export interface PackageFacts
  extends Pick<
    InstalledPackage,
    | 'package'
    | 'versionName'
    | 'versionCode'
    | 'minSdk'
    | 'targetSdk'
    | 'debuggable'
    | 'signer'
    | 'launchActivity'
    | 'activities'
    | 'browser'
  > {
  instrumentations: { name: string; target: string }[];
  /** ABIs of its native code. */
  abis: string[];
  isSplit: boolean;
  splitRequired: boolean;
}

/** Reads an APK. Rejects with an {@link AndroidError} with Android's code if Android could not parse it. */
export type PackageReader = (apkFile: string, codePath: string) => Promise<PackageFacts>;

/** Reads the APK's own manifest and signature. */
export async function readPackage(apkFile: string, codePath: string): Promise<PackageFacts> {
  try {
    // A phone does not need to know an APK's SDKs.
    const apk = await readApk(apkFile, []);
    const { declaration, source } = apk;
    const browser = declaration !== undefined && source !== undefined ? { declaration, source } : undefined;

    return { ...apk, browser };
  } catch (error) {
    if (error instanceof ApkFault) throw refusal(error, codePath);
    throw error;
  }
}

/** Source: AOSP PackageManager's INSTALL_PARSE_FAILED codes, with messages of Android 13. */
function refusal(fault: ApkFault, codePath: string): AndroidError {
  if (fault.problem === 'unsigned')
    return failure(
      'INSTALL_PARSE_FAILED_NO_CERTIFICATES',
      `Failed to collect certificates from ${codePath}: Attempt to get length of null array`,
    );
  if (fault.problem === 'tampered')
    return failure(
      'INSTALL_PARSE_FAILED_NO_CERTIFICATES',
      `Failed to collect certificates from ${codePath} using APK Signature Scheme v2: ${fault.message}`,
    );
  if (fault.problem === 'broken-browser')
    return failure('INSTALL_FAILED_INVALID_APK', `not a simulated browser: ${fault.message}`);

  return failure('INSTALL_PARSE_FAILED_NOT_APK', `Failed to parse ${codePath}`);
}

/** The output of `pm install` for a refusal. */
export function failure(code: string, message?: string): AndroidError {
  return new AndroidError(`Failure [${code}${message === undefined ? '' : `: ${message}`}]`);
}
