import type { BrowserDeclaration, WallOwner } from '../../model/browser.ts';
import { group, type BrowserContext } from './context.ts';
import { wholeScreen } from './metrics.ts';
import { type Rect, type UiNode, view } from './node.ts';
import type { Screen } from './screen.ts';

type Wall = BrowserDeclaration['walls'][number];

/** A window of another app on top of a browser. */
export interface SystemWindow {
  package: string;
  /** Fully qualified; undefined for a window of the system that belongs to no activity. */
  activity: string | undefined;
  /** The title of a window without an activity. */
  title: string | undefined;
}

/** A dialog of another app, and its window. */
export interface SystemDialog extends SystemWindow {
  screen: Screen;
}

interface Look {
  package: string;
  activity?: string;
  title?: string;
  ids: { message: string; accept: string; dismiss: string };
}

const DIALOG: Rect = { left: 60, top: 820, right: 1020, bottom: 1560 };
const BUTTON_HEIGHT = 150;
const BUTTONS = { accept: 'android:id/button1', dismiss: 'android:id/button2' };

/**
 * Packages and ids of the dialogs. Google's build of the permission controller has another package, but AOSP's ids.
 * Sources: AOSP PermissionController (GrantPermissionsActivity, RequestRoleActivity), AppErrorDialog, AppNotRespondingDialog; public
 * code about MIUI and Play Protect, whose buttons have no ids.
 */
function lookOf(owner: Exclude<WallOwner, 'browser'>, browser: string, hasGooglePlay: boolean): Look {
  const controller = `com.${hasGooglePlay ? 'google.' : ''}android.permissioncontroller`;
  const aosp = 'com.android.permissioncontroller';
  const alert = { message: 'android:id/alertTitle' };
  switch (owner) {
    case 'permission':
      return {
        package: controller,
        activity: 'com.android.permissioncontroller.permission.ui.GrantPermissionsActivity',
        ids: {
          message: `${aosp}:id/permission_message`,
          accept: `${aosp}:id/permission_allow_button`,
          dismiss: `${aosp}:id/permission_deny_button`,
        },
      };
    case 'default-browser':
      return {
        package: controller,
        activity: 'com.android.permissioncontroller.role.ui.RequestRoleActivity',
        ids: { ...alert, ...BUTTONS },
      };
    case 'crashed':
      return {
        package: 'android',
        title: `Application Error: ${browser}`,
        ids: { ...alert, accept: 'android:id/aerr_restart', dismiss: 'android:id/aerr_close' },
      };
    case 'not-responding':
      return {
        package: 'android',
        title: `Application Not Responding: ${browser}`,
        ids: { ...alert, accept: 'android:id/aerr_close', dismiss: 'android:id/aerr_wait' },
      };
    case 'miui-agreement':
      return {
        package: 'com.miui.securitycenter',
        activity: 'com.miui.permcenter.permissions.SystemAppPermissionDialogActivity',
        ids: { ...alert, ...BUTTONS },
      };
    case 'play-protect':
      return {
        package: 'com.android.vending',
        activity: 'com.google.android.finsky.protectdialogs.activity.PlayProtectDialogsActivity',
        ids: { message: '', accept: '', dismiss: '' },
      };
  }
}

/** A dialog of another app. BACK does nothing. */
export function systemDialog(
  browser: BrowserContext,
  wall: Wall & { owner: Exclude<WallOwner, 'browser'> },
  hasGooglePlay: boolean,
  answered: (answer: 'accept' | 'dismiss') => void,
): SystemDialog {
  const look = lookOf(wall.owner, browser.package, hasGooglePlay);
  const { package: name, ids } = look;
  const node = (key: string, text: string, id: string, bounds: Rect, press?: () => void): UiNode =>
    view({
      key,
      package: name,
      id,
      text,
      bounds,
      ...(press && { class: 'android.widget.Button', press }),
    });
  const bottom = { ...DIALOG, top: DIALOG.bottom - BUTTON_HEIGHT };
  const middle = (DIALOG.left + DIALOG.right) / 2;
  const build = (): UiNode =>
    group(
      browser,
      'system-window',
      wholeScreen,
      [
        node('message', wall.title, ids.message, { ...DIALOG, bottom: bottom.top }),
        node('dismiss', wall.dismiss, ids.dismiss, { ...bottom, right: middle }, () => answered('dismiss')),
        node('accept', wall.accept, ids.accept, { ...bottom, left: middle }, () => answered('accept')),
      ],
      { package: name },
    );

  return {
    package: name,
    activity: look.activity,
    title: look.title,
    screen: { serial: browser.nextSerial(), back: () => {}, build },
  };
}
