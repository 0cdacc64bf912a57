import {
  readNotifications,
  userFlagsOf,
  writeNotifications,
} from '../../packages/notification-permission.ts';
import type { ChangeKind } from '../kind.ts';

/** A package's permission to show notifications. Nothing is left of it on a package that is gone. */
export const notifications: ChangeKind<'notifications'> = {
  kind: 'notifications',
  describe: (change) => `permission of ${change.package} to show notifications`,
  async undo(phone, change) {
    if (await readNotifications(phone, change.package))
      await writeNotifications(phone, change.package, change.before);
  },
  async verify(phone, change) {
    const now = await readNotifications(phone, change.package);
    const isBefore =
      !now ||
      (now.granted === change.before.granted &&
        userFlagsOf(now).join(' ') === userFlagsOf(change.before).join(' '));

    return isBefore
      ? undefined
      : `${change.package}: the permission to show notifications is ${JSON.stringify(now)}, was ${JSON.stringify(change.before)}`;
  },
};
