import { Fault } from '../model/fault.ts';
import { type SimulatedAndroid, simulatedAndroids } from '../model/handset.ts';

/**
 * The differences between Android versions. This is the only place that knows them: other code of the simulated handset reads a
 * rule and never compares versions (`android.test.ts`).
 */
export interface AndroidRules {
  release: string;
  /** API level. */
  sdk: number;
  /** The folders of {@link SYSTEM_STORES} that the system has. */
  systemStores: readonly string[];
  /** Whether an app trusts what is mounted over the folder of the system's roots. */
  appsTrustMounts: boolean;
  /** Whether a KernelSU takes mounts that were added away from each app that starts. */
  kernelSuHidesMounts: boolean;
  /** Whether the network stack checks the network again through the proxy; a phone of each version does. */
  probesThroughProxy: boolean;
  /** Apps that target this API level or more ignore roots that the user added. */
  userRootsIgnoredFromTargetSdk: number;
  /** Handset milliseconds after which a cached app is frozen; null if no app is. */
  freezesAfterMs: number | null;
  /** The lowest API level that an app may target, unless it is installed with `--bypass-low-target-sdk-block`; 0 for any. */
  minInstallableTargetSdk: number;
  /** `ro.product.cpu.abilist`. */
  abis: string;
  /** Whether `dumpsys activity processes` prints whether a process is frozen. */
  dumpsFrozen: boolean;
  /** Whether showing notifications is a runtime permission, POST_NOTIFICATIONS. */
  asksForNotifications: boolean;
  /** Whether `dumpsys netpolicy` prints why the network of a UID is blocked. */
  dumpsBlockedState: boolean;
  /** Whether an app without a process has no network. */
  blocksBackground: boolean;
  /** What UiAutomation returns as the image of a secure window. */
  secureWindowImage: 'none' | 'black';
}

const SYSTEM_STORE = '/system/etc/security/cacerts';
/** Part of the conscrypt APEX since Android 14. Source: AOSP SystemCertificateSource. */
const APEX_STORE = '/apex/com.android.conscrypt/cacerts';

/** AOSP CachedAppOptimizer.DEFAULT_FREEZER_DEBOUNCE_TIMEOUT: 600 s in android-13.0.0_r1, 10 s in android-14.0.0_r1. */
const FREEZER_13_MS = 600_000;
const FREEZER_14_MS = 10_000;

/** AOSP android-10.0.0_r1. NetworkSecurityConfig ignores roots of the user from API level 24 on. There is no freezer. */
const ANDROID_10: AndroidRules = {
  release: '10',
  sdk: 29,
  systemStores: [SYSTEM_STORE],
  appsTrustMounts: true,
  kernelSuHidesMounts: false,
  probesThroughProxy: false,
  userRootsIgnoredFromTargetSdk: 24,
  freezesAfterMs: null,
  minInstallableTargetSdk: 0,
  abis: 'arm64-v8a,armeabi-v7a,armeabi',
  dumpsFrozen: false,
  asksForNotifications: false,
  dumpsBlockedState: false,
  blocksBackground: false,
  secureWindowImage: 'none',
};
/**
 * AOSP android-13.0.0_r1. Since Android 12, ProcessCachedOptimizerRecord.dump prints `isFrozen`, and SurfaceFlinger
 * captures a secure window as a black layer instead of refusing. POST_NOTIFICATIONS is new in 13 (AOSP core/res/AndroidManifest.xml).
 * captures a secure window as a black layer instead of refusing, and NetworkPolicyManagerService.dump prints `blocked_state`.
 */
const ANDROID_13: AndroidRules = {
  ...ANDROID_10,
  release: '13',
  sdk: 33,
  freezesAfterMs: FREEZER_13_MS,
  dumpsFrozen: true,
  asksForNotifications: true,
  dumpsBlockedState: true,
  secureWindowImage: 'black',
};
/** AOSP android-14.0.0_r1; config_minInstallableTargetSdk. Pixels since the 7 run 64-bit code alone. */
const ANDROID_14: AndroidRules = {
  ...ANDROID_13,
  release: '14',
  sdk: 34,
  systemStores: [APEX_STORE, SYSTEM_STORE],
  probesThroughProxy: true,
  freezesAfterMs: FREEZER_14_MS,
  minInstallableTargetSdk: 23,
  abis: 'arm64-v8a',
};
/** AOSP android-15.0.0_r1. netd's program for outgoing packets has a chain of UIDs in the background (netd.c, BACKGROUND_MATCH). */
const ANDROID_15: AndroidRules = {
  ...ANDROID_14,
  release: '15',
  sdk: 35,
  blocksBackground: true,
  minInstallableTargetSdk: 24,
};
/**
 * AOSP android-16.0.0_r1. Two reports, without a known cause: each bind over the conscrypt APEX succeeds and apps do not trust it
 * (httptoolkit/httptoolkit #780); with KernelSU the binds are not there for an app (NVISOsecurity/AlwaysTrustUserCerts #51).
 */
const ANDROID_16: AndroidRules = {
  ...ANDROID_15,
  release: '16',
  sdk: 36,
  appsTrustMounts: false,
  kernelSuHidesMounts: true,
};

/** The version of a handset for which none is named. */
export const DEFAULT_ANDROID: SimulatedAndroid = 13;

const VERSIONS: Record<SimulatedAndroid, AndroidRules> = {
  10: ANDROID_10,
  13: ANDROID_13,
  14: ANDROID_14,
  15: ANDROID_15,
  16: ANDROID_16,
};

/** Where apps look for the system's roots: the first of these folders that has any. Source: AOSP SystemCertificateSource. */
export const SYSTEM_STORES = [APEX_STORE, SYSTEM_STORE] as const;

/** Throws a {@link Fault} for a version that is not simulated. */
export function rulesOf(android: number): AndroidRules {
  const version = simulatedAndroids.find((each) => each === android);
  if (version === undefined)
    throw new Fault(`Android ${android} is not simulated`, {
      fix: `Use one of: ${simulatedAndroids.join(', ')}.`,
    });

  return VERSIONS[version];
}
