import type { Chaos, ChaosFault } from '../chaos.ts';
import { appArea, wholeScreen } from './metrics.ts';
import { type UiNode, view } from './node.ts';
import type { Screen } from './screen.ts';

/** A window that another package shows over the app in front. */
export interface CoveringWindow {
  package: string;
  /** The activity of the window; undefined for one of the system, which belongs to the activity below it. */
  activity: string | undefined;
  /** The title of a window without an activity, without the name of the app that it is about. */
  title: string | undefined;
  screen: Screen;
}

interface Button {
  id: string;
  text: string;
  /** The app that the dialog is about ends. */
  endsApp: boolean;
}

interface Look {
  fault: ChaosFault;
  package: string;
  activity?: string;
  title?: string;
  text: string;
  /** Each of them ends the fault. */
  buttons: readonly Button[];
}

/**
 * Sources: AOSP AppErrors.java, AppErrorDialog.java, AppNotRespondingDialog.java and app_error_dialog.xml, app_anr_dialog.xml;
 * KeyguardService is part of SystemUI.
 */
const LOOKS: readonly Look[] = [
  {
    fault: 'lock',
    package: 'com.android.systemui',
    activity: 'com.android.systemui.keyguard',
    text: 'Swipe up to unlock',
    buttons: [],
  },
  {
    fault: 'anr',
    package: 'android',
    title: 'Application Not Responding',
    text: "isn't responding",
    buttons: [
      { id: 'android:id/aerr_close', text: 'Close app', endsApp: true },
      { id: 'android:id/aerr_wait', text: 'Wait', endsApp: false },
    ],
  },
  {
    fault: 'crashed',
    package: 'android',
    title: 'Application Error',
    text: 'has stopped',
    buttons: [
      { id: 'android:id/aerr_restart', text: 'Open app again', endsApp: false },
      { id: 'android:id/aerr_close', text: 'Close app', endsApp: true },
    ],
  },
  {
    fault: 'dialog',
    package: 'com.android.systemui',
    activity: 'android.app.AlertDialog',
    text: 'Battery is low',
    buttons: [],
  },
];
const BUTTON_HEIGHT = 150;

/**
 * Tells which window of the system covers the screen at a moment. Screens keep their serial number while they are shown.
 * @param endApp ends the app in front
 */
export function createCovering(
  chaos: Chaos,
  nextSerial: () => number,
  endApp: () => void,
): () => CoveringWindow | undefined {
  let shown: { look: Look; window: CoveringWindow } | undefined;
  const press = (fault: ChaosFault, { endsApp }: Button): void => {
    chaos.set(fault, false);
    if (endsApp) endApp();
  };

  return () => {
    const look = LOOKS.find(({ fault }) => chaos.has(fault));
    if (!look) shown = undefined;
    else if (shown?.look !== look && chaos.strikes(look.fault))
      shown = { look, window: windowOf(look, nextSerial(), (button) => press(look.fault, button)) };

    return shown?.window;
  };
}

function windowOf(look: Look, serial: number, press: (button: Button) => void): CoveringWindow {
  const label = view({
    key: 'covering-text',
    package: look.package,
    class: 'android.widget.TextView',
    id: 'android:id/alertTitle',
    text: look.text,
    bounds: { ...appArea, bottom: appArea.bottom - look.buttons.length * BUTTON_HEIGHT },
  });
  const buttons = look.buttons.map((button, at): UiNode => {
    const bottom = appArea.bottom - at * BUTTON_HEIGHT;

    return view({
      key: button.id,
      package: look.package,
      class: 'android.widget.Button',
      id: button.id,
      text: button.text,
      bounds: { ...appArea, top: bottom - BUTTON_HEIGHT, bottom },
      press: () => press(button),
    });
  });

  return {
    package: look.package,
    activity: look.activity,
    title: look.title,
    screen: {
      serial,
      back: () => {},
      build: () =>
        view({
          key: 'window',
          package: look.package,
          class: 'android.widget.FrameLayout',
          bounds: wholeScreen,
          children: [label, ...buttons],
        }),
    },
  };
}
