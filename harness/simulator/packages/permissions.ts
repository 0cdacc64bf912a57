import type { BrowserDeclaration } from '../../model/browser.ts';
import type { AndroidRules } from '../android.ts';

/** A runtime permission of an installed package. */
export interface RuntimePermission {
  granted: boolean;
  /** As `dumpsys package` names them: `USER_SET`, `USER_FIXED`. */
  flags: ReadonlySet<string>;
}

/** The runtime permissions of the installed packages, for the only user. */
export interface PermissionStore {
  /** The permissions that a package requests or was granted, by name. */
  of(name: string): ReadonlyMap<string, RuntimePermission>;
  /** Undefined if the package does not request it. */
  get(name: string, permission: string): RuntimePermission | undefined;
  set(name: string, permission: string, state: RuntimePermission): void;
  /** Forgets what the user decided, as `pm clear` and an uninstall do. */
  reset(name: string): void;
}

interface RequestingPackage {
  targetSdk: number;
  browser: { declaration: Pick<BrowserDeclaration, 'walls'> } | undefined;
}

export const NOTIFICATIONS = 'android.permission.POST_NOTIFICATIONS';
/** Apps that target an older API level request the permission implicitly (AOSP CompatibilityPermissionInfo). */
const NOTIFICATIONS_TARGET = 33;
const UNDECIDED: RuntimePermission = { granted: false, flags: new Set() };

/**
 * @param rules of the handset's Android version
 * @param find an installed package by its name
 */
export function createPermissions(
  rules: Pick<AndroidRules, 'asksForNotifications'>,
  find: (name: string) => RequestingPackage | undefined,
): PermissionStore {
  const decided = new Map<string, Map<string, RuntimePermission>>();
  const of = (name: string): Map<string, RuntimePermission> => {
    const requested = requestedBy(find(name), rules).map((permission) => [permission, UNDECIDED] as const);

    return new Map([...requested, ...(decided.get(name) ?? [])]);
  };

  return {
    of,
    get: (name, permission) => of(name).get(permission),
    set(name, permission, state) {
      const states = decided.get(name) ?? new Map<string, RuntimePermission>();
      states.set(permission, state);
      decided.set(name, states);
    },
    reset: (name) => void decided.delete(name),
  };
}

/** Simulated browsers request what their dialogs ask for. */
function requestedBy(
  installed: RequestingPackage | undefined,
  rules: Pick<AndroidRules, 'asksForNotifications'>,
): string[] {
  if (installed?.browser === undefined) return [];
  const { walls } = installed.browser.declaration;
  const asked = walls.flatMap(({ owner, permission }) => (owner === 'permission' ? [permission] : []));
  const isImplicit = installed.targetSdk < NOTIFICATIONS_TARGET;
  const all = isImplicit ? [...asked, NOTIFICATIONS] : asked;

  return [...new Set(all)].filter((permission) => permission !== NOTIFICATIONS || rules.asksForNotifications);
}
