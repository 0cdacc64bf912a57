import type { Device } from '../device.ts';

export type FirewallDevice = Pick<Device, 'rules' | 'activities' | 'packages' | 'dozeExceptions'>;

/** AOSP Process.java FIRST_APPLICATION_UID; UserHandle.java PER_USER_RANGE. */
const FIRST_APP = 10_000;
const USER_SPAN = 100_000;

/**
 * Whether Android blocks the network of a UID as one in the background. From Android 15 on, an app has a network only while it has a
 * process, or as an exception from power saving. Source: AOSP netd.c, BACKGROUND_MATCH; NetworkPolicyManagerService,
 * updateRuleForBackgroundUL.
 */
export function isBlockedInBackground(
  { rules, activities, packages, dozeExceptions }: FirewallDevice,
  uid: number,
): boolean {
  if (!rules.blocksBackground || uid % USER_SPAN < FIRST_APP) return false;
  if (activities.processes().some((process) => process.uid === uid)) return false;

  return !packages.list().some((app) => app.uid === uid && dozeExceptions.has(app.package));
}
