import type { BrowserDeclaration } from '../../model/browser.ts';

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
  /** Where the APK lies on this machine, and where on the handset. */
  apkFile: string;
  codePath: string;
  /** A folder of this machine: the package's data, emptied by `pm clear`. */
  dataDir: string;
  launchActivity: string | undefined;
  activities: string[];
  /** Present for a simulated browser. */
  browser: { declaration: BrowserDeclaration; source: string } | undefined;
  firstInstallTime: number;
  lastUpdateTime: number;
}

export interface PackageManager {
  get(name: string): InstalledPackage | undefined;
  list(): InstalledPackage[];
  /** Refuses with an `AndroidError` in Android's own words, e.g. `Failure [INSTALL_FAILED_VERSION_DOWNGRADE]`. */
  install(
    apkFile: string,
    options: { replace: boolean; downgrade: boolean; grant: boolean },
  ): Promise<InstalledPackage>;
  /** What a store does with an app whose process has ended: another version, the same code and data. */
  applyUpdate(name: string, to: Pick<InstalledPackage, 'versionName' | 'versionCode'>): void;
  uninstall(name: string, keepData: boolean): Promise<void>;
  /** What a store does when an app asks for another that it needs: nothing where it is there, or is none of its. */
  fetch(name: string): void;
  /** `pm clear`: stops the package and empties its data. */
  clear(name: string): Promise<void>;
  onChange(
    listener: (change: { kind: 'installed' | 'replaced' | 'removed' | 'cleared'; package: string }) => void,
  ): void;
}
