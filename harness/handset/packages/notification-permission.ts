import type { Phone } from '../phone.ts';
import { type PermissionState, permissionOf } from './package-dump.ts';

/** The permission to show notifications, which Android has asked for since version 13. */
export const NOTIFICATIONS = 'android.permission.POST_NOTIFICATIONS';

/** The state of the permission; undefined where the package does not request it, or is not installed. */
export async function readNotifications(phone: Phone, name: string): Promise<PermissionState | undefined> {
  return permissionOf(await phone.shell(['dumpsys', 'package', name]), name, NOTIFICATIONS);
}

/** Writes the state, of which only the flags that a user can set count. */
export async function writeNotifications(phone: Phone, name: string, state: PermissionState): Promise<void> {
  const target = [name, NOTIFICATIONS];
  await phone.shell(['pm', state.granted ? 'grant' : 'revoke', ...target]);
  const flags = userFlagsOf(state);
  const others = USER_FLAGS.filter((flag) => !flags.includes(flag));
  if (others.length > 0)
    await phone.shell(['pm', 'clear-permission-flags', ...target, ...others.map(optionOf)]);
  if (flags.length > 0) await phone.shell(['pm', 'set-permission-flags', ...target, ...flags.map(optionOf)]);
}

const USER_FLAGS = ['USER_SET', 'USER_FIXED'];

/** Those flags of a state that a user can set. */
export function userFlagsOf({ flags }: PermissionState): string[] {
  return USER_FLAGS.filter((flag) => flags.includes(flag));
}

/** `USER_FIXED` of a dump is `user-fixed` on the command line. */
function optionOf(flag: string): string {
  return flag.toLowerCase().replace('_', '-');
}
