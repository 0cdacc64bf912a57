import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { ShellError } from '../shell/runner.ts';
import { readNotifications, writeNotifications } from './notification-permission.ts';
import type { PermissionState } from './package-dump.ts';

export type Denial =
  | { kind: 'denied' }
  /** The phone or the app does not have this permission. */
  | { kind: 'not-requested' }
  /** The phone did not allow it, as MIUI without "USB debugging (Security settings)". */
  | { kind: 'refused'; why: string };

/**
 * Denies a package the permission to show notifications for good, so that Android never asks for it: `user-fixed` forbids the
 * dialog (AOSP PackageManagerShellCommand, GrantPermissionsActivity). A permission that was allowed could change what a browser
 * sends. `pm clear` undoes the denial.
 */
export async function denyNotifications(phone: Phone, journal: Journal, name: string): Promise<Denial> {
  const before = await readNotifications(phone, name);
  if (!before) return { kind: 'not-requested' };
  const deny = (): Promise<void> => writeNotifications(phone, name, DENIED);
  const isStored = journal
    .pending()
    .some((change) => change.kind === 'notifications' && change.package === name);
  try {
    if (isStored) await deny();
    else await journal.make('notifications', { package: name, before }, deny);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;

    return { kind: 'refused', why: error.message };
  }
  const after = await readNotifications(phone, name);

  return after && !after.granted && after.flags.includes('USER_FIXED')
    ? { kind: 'denied' }
    : { kind: 'refused', why: `the phone still reports ${JSON.stringify(after)} for ${name}` };
}

const DENIED: PermissionState = { granted: false, flags: ['USER_SET', 'USER_FIXED'] };
