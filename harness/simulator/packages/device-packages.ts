import type { BrowserDeclaration } from '../../model/browser.ts';
import type { PermissionStore } from './permissions.ts';

export interface InstalledPackage {
  package: string;
  versionName: string;
  versionCode: number;
  minSdk: number;
  targetSdk: number;
  debuggable: boolean;
  /** SHA-256 of the signing certificate. */
  signer: string;
  uid: number;
  system: boolean;
  /** The APK's path on this machine, and on the handset. */
  apkFile: string;
  codePath: string;
  /** The package's data: a folder of this machine that `pm clear` empties. */
  dataDir: string;
  launchActivity: string | undefined;
  activities: string[];
  /** Present for a simulated browser. */
  browser: { declaration: BrowserDeclaration; source: string } | undefined;
  firstInstallTime: number;
  lastUpdateTime: number;
}

export interface PackageManager {
  readonly permissions: PermissionStore;
  get(name: string): InstalledPackage | undefined;
  list(): InstalledPackage[];
  /** Rejects with Android's message, e.g. `Failure [INSTALL_FAILED_VERSION_DOWNGRADE]`. */
  install(
    apkFile: string,
    options: { replace: boolean; downgrade: boolean; grant: boolean; bypassLowTarget?: boolean },
  ): Promise<InstalledPackage>;
  /** Updates an app whose process has ended, as an app store does: another version with the same code and data. */
  applyUpdate(name: string, to: Pick<InstalledPackage, 'versionName' | 'versionCode'>): void;
  uninstall(name: string, keepData: boolean): Promise<void>;
  /** Installs an app that another app needs, as an app store does. Does nothing if it is installed or not in the store. */
  fetch(name: string): void;
  /** `pm clear`: stops the package and deletes its data. */
  clear(name: string): Promise<void>;
  onChange(
    listener: (change: { kind: 'installed' | 'replaced' | 'removed' | 'cleared'; package: string }) => void,
  ): void;
}
