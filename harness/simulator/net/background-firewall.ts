import type { Device } from '../device.ts';

export type FirewallDevice = Pick<Device, 'rules' | 'activities' | 'packages' | 'dozeExceptions' | 'chaos'>;

/** AOSP Process.java FIRST_APPLICATION_UID; UserHandle.java PER_USER_RANGE. */
const FIRST_APP = 10_000;
const USER_SPAN = 100_000;

/**
 * Why Android blocks the network of a UID as one in the background; undefined if it does not. From Android 15 on, an app has a
 * network only while it has a process. In Doze, it has one only while it is in front. Exceptions from power saving always have one.
 * Source: AOSP netd.c, BACKGROUND_MATCH and DOZABLE_MATCH; NetworkPolicyManagerService, updateRuleForBackgroundUL and
 * updateRulesForAllowlistedPowerSaveUL.
 */
export function blockingReason(
  { rules, activities, packages, dozeExceptions, chaos }: FirewallDevice,
  uid: number,
): 'APP_BACKGROUND' | 'DOZE' | undefined {
  if (uid % USER_SPAN < FIRST_APP || !(rules.blocksBackground || chaos.has('doze'))) return undefined;
  const names = packages.list().flatMap((app) => (app.uid === uid ? [app.package] : []));
  if (names.some((name) => dozeExceptions.has(name))) return undefined;
  if (chaos.has('doze') && !names.includes(activities.focused().package)) return 'DOZE';
  const hasProcess = activities.processes().some((process) => process.uid === uid);

  return rules.blocksBackground && !hasProcess ? 'APP_BACKGROUND' : undefined;
}
